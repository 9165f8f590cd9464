import type { GatewayName, SessionMark } from '../domain/port/event-log.ts';
import { storable } from './storable.ts';
import type { Row } from './task-row.ts';

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
  readonly history_cursor: string | null;
}

export function markRowOf(mark: GatewayName & SessionMark): MarkRow {
  return {
    instance: storable(mark.instance),
    gateway: storable(mark.gateway),
    session_key: storable(mark.sessionKey),
    session_id: textOf(mark.sessionId),
    updated_at: mark.updatedAt ?? null,
    message_id: textOf(mark.messageId),
    message_seq: mark.messageSeq ?? null,
    source: textOf(mark.source),
    history_cursor: textOf(mark.historyCursor),
  };
}

export function markFrom(row: Row): SessionMark {
  return {
    sessionKey: String(row['session_key']),
    ...textIn(row, 'session_id', 'sessionId'),
    ...numberIn(row, 'updated_at', 'updatedAt'),
    ...textIn(row, 'message_id', 'messageId'),
    ...numberIn(row, 'message_seq', 'messageSeq'),
    ...textIn(row, 'source', 'source'),
    ...textIn(row, 'history_cursor', 'historyCursor'),
  };
}

function textOf(text: string | undefined): string | null {
  return text === undefined ? null : storable(text);
}

/** What a column adds when it has a value. */
function textIn<F extends string>(row: Row, column: string, field: F): { [K in F]?: string } {
  return row[column] === null ? {} : ({ [field]: String(row[column]) } as { [K in F]?: string });
}

function numberIn<F extends string>(row: Row, column: string, field: F): { [K in F]?: number } {
  return row[column] === null ? {} : ({ [field]: Number(row[column]) } as { [K in F]?: number });
}
