import type { EventType, Happening, LoggedEvent, NewEvent } from '../domain/event.ts';
import type { Extent } from '../domain/port/event-log.ts';
import { storable, storableJson } from './storable.ts';
import type { Row } from './task-row.ts';

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
    session_key: sessionKey === undefined ? null : storable(sessionKey.toLowerCase()),
    principal: principal === undefined ? null : storable(principal),
    at,
    data: storableJson(happening),
    raw: raw === undefined ? null : storableJson(raw),
  };
}

/** A row as its driver gives it, with or without the raw payload. */
export function eventFrom(row: Row): LoggedEvent {
  const { session_key: sessionKey, principal, raw } = row;
  const type = String(row['type']) as EventType;
  return {
    cursor: Number(row['cursor']),
    instance: String(row['instance']),
    id: String(row['id']),
    ...(sessionKey === null ? {} : { sessionKey: String(sessionKey) }),
    ...(principal === null ? {} : { principal: String(principal) }),
    at: Number(row['at']),
    ...({ type, ...(JSON.parse(String(row['data'])) as object) } as Happening),
    ...(raw === null || raw === undefined
      ? {}
      : { raw: JSON.parse(String(raw)) as Readonly<Record<string, unknown>> }),
  };
}

export function extentFrom({ epoch, oldest, newest }: Row): Extent {
  return { epoch: String(epoch), oldest: Number(oldest), newest: Number(newest) };
}

const ABOUT_APPROVALS: readonly EventType[] = [
  'exec_approval_requested',
  'exec_approval_resolved',
  'plugin_approval_requested',
  'plugin_approval_resolved',
];

/** Events of these types open or close an approval. */
export function isAboutApproval({ type }: Pick<EventRow, 'type'>): boolean {
  return ABOUT_APPROVALS.includes(type);
}
