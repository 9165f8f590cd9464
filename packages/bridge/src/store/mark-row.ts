import type { Route } from '../domain/conversation.ts';
import type { GatewayName, SessionMark } from '../domain/port/event-log.ts';
import { given, text, type Row } from './row.ts';
import { storable, storableOrNull } from './storable.ts';

export const MARK_COLUMNS =
  'session_key, session_id, updated_at, message_id, message_seq, source, raw_seq, history_cursor, route';

/** How the mark of a session is stored. */
export interface MarkRow {
  readonly instance: string;
  readonly gateway: string;
  readonly session_key: string;
  readonly session_id: string | null;
  readonly updated_at: number | null;
  readonly message_id: string | null;
  readonly message_seq: number | null;
  readonly source: string | null;
  readonly raw_seq: number | null;
  readonly history_cursor: string | null;
  /** JSON. */
  readonly route: string | null;
}

export function markRowOf(mark: GatewayName & SessionMark): MarkRow {
  return {
    instance: storable(mark.instance),
    gateway: storable(mark.gateway),
    session_key: storable(mark.sessionKey),
    session_id: storableOrNull(mark.sessionId),
    updated_at: mark.updatedAt ?? null,
    message_id: storableOrNull(mark.messageId),
    message_seq: mark.messageSeq ?? null,
    source: storableOrNull(mark.position?.source),
    raw_seq: mark.position?.rawSeq ?? null,
    history_cursor: storableOrNull(mark.historyCursor),
    route: mark.route === undefined ? null : storable(JSON.stringify(mark.route)),
  };
}

export function markFrom(row: Row): SessionMark {
  return {
    sessionKey: text(row, 'session_key'),
    ...given(row, 'session_id', (id) => ({ sessionId: String(id) })),
    ...given(row, 'updated_at', (at) => ({ updatedAt: Number(at) })),
    ...given(row, 'message_id', (id) => ({ messageId: String(id) })),
    ...given(row, 'message_seq', (seq) => ({ messageSeq: Number(seq) })),
    ...given(row, 'source', (source) => ({
      position: { source: String(source), rawSeq: Number(row['raw_seq']) },
    })),
    ...given(row, 'history_cursor', (cursor) => ({ historyCursor: String(cursor) })),
    ...given(row, 'route', (route) => ({ route: JSON.parse(String(route)) as Route })),
  };
}
