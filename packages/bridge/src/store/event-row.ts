import type { EventType, Happening, LoggedEvent, NewEvent } from '../domain/event.ts';
import type { Extent } from '../domain/port/event-log.ts';
import { given, number, text, type Row } from './row.ts';
import { storable, storableJson, storableOrNull } from './storable.ts';

/** What every reader wants. */
export const EVENT_COLUMNS = 'cursor, instance, type, id, session_key, principal, at, data';

/** How an event is stored, besides its cursor. */
export interface EventRow {
  readonly instance: string;
  readonly type: EventType;
  readonly id: string;
  readonly session_key: string | null;
  readonly principal: string | null;
  readonly at: number;
  /** JSON: what happened, without the head and the type. */
  readonly data: string;
  readonly raw: string | null;
}

export function eventRowOf(event: NewEvent): EventRow {
  const { instance, type, id, sessionKey, principal, at, raw, ...happening } = event;
  return {
    instance: storable(instance),
    type,
    id: storable(id),
    session_key: storableOrNull(sessionKey?.toLowerCase()),
    principal: storableOrNull(principal),
    at,
    data: storableJson(happening),
    raw: raw === undefined ? null : storableJson(raw),
  };
}

/** A row as its driver gives it, with or without the raw payload. */
export function eventFrom(row: Row): LoggedEvent {
  const happening = { type: text(row, 'type'), ...(JSON.parse(text(row, 'data')) as object) } as Happening;
  return {
    cursor: number(row, 'cursor'),
    instance: text(row, 'instance'),
    id: text(row, 'id'),
    at: number(row, 'at'),
    ...happening,
    ...given(row, 'session_key', (key) => ({ sessionKey: String(key) })),
    ...given(row, 'principal', (principal) => ({ principal: String(principal) })),
    ...given(row, 'raw', (json) => ({ raw: JSON.parse(String(json)) as Readonly<Record<string, unknown>> })),
  };
}

export function extentFrom(row: Row): Extent {
  return { epoch: text(row, 'epoch'), oldest: number(row, 'oldest'), newest: number(row, 'newest') };
}

const ABOUT_APPROVALS: readonly string[] = [
  'exec_approval_requested',
  'exec_approval_resolved',
  'plugin_approval_requested',
  'plugin_approval_resolved',
] satisfies EventType[];

/** Events of these types open or close an approval. */
export function isAboutApproval(type: string): boolean {
  return ABOUT_APPROVALS.includes(type);
}
