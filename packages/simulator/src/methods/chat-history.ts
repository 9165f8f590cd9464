import type { Gateway } from '../gateway.ts';
import { cursorOf, rowsAfter } from '../history-cursor.ts';
import { messagePayload } from '../message-payload.ts';
import { method } from '../method.ts';
import { Refusal } from '../refusal.ts';
import type { Row } from '../row.ts';
import type { Run } from '../run.ts';
import { READ } from '../scopes.ts';
import type { Session, SpentInput } from '../session.ts';
import { fullKey } from '../session-key.ts';
import { sessionRow } from '../session-row.ts';
import { SHOWN_CHARS, shownRow } from '../shown-row.ts';

const DEFAULT_ROWS = 200;

/** Largest answer to a cursor, in characters. */
const MAX_DELTA = 1_000_000;

const SHAPE = {
  sessionKey: 'string',
  agentId: 'any?',
  limit: 'count?',
  offset: 'integer?',
  cursor: 'string?',
  messageId: 'string?',
  maxChars: 'number?',
  sessionId: 'any?',
} as const;

/**
 * Rows of a session, oldest first, and what is going on in it: the newest, those after a cursor, or those around one of
 * them. An unknown session is an empty one.
 */
export const chatHistory = method('chat.history', READ, SHAPE, ({ gateway, params }) => {
  const { sessionKey, cursor, messageId, limit = DEFAULT_ROWS, offset, maxChars = SHOWN_CHARS } = params;
  const session = gateway.disk.sessions.find(fullKey(sessionKey));
  if (cursor !== undefined) {
    if (offset !== undefined || messageId !== undefined) throw new Refusal('INVALID_REQUEST', ONE_WAY);
    return delta(session, cursor, gateway);
  }
  const found =
    messageId === undefined
      ? newest(session, limit, offset)
      : { messages: around(session, messageId, limit) };
  return {
    sessionKey,
    ...(session === undefined ? {} : { sessionId: session.id }),
    ...found,
    messages: found.messages.map((row) => shownRow(row, maxChars)),
    ...(session === undefined ? NOTHING_PENDING : current(session, gateway)),
  };
});

const ONE_WAY = 'cursor cannot be used with offset or messageId';

/** What came after a page was read, as events tell it. No limit holds here. */
function delta(session: Session | undefined, cursor: string, gateway: Gateway): object {
  const rows = rowsAfter(cursor, session);
  if (session === undefined || rows === undefined) return { kind: 'reset' };
  const isActive = gateway.runs.activeIn(session).length > 0;
  const messages = rows.map((row) => messagePayload(session, row, isActive));
  if (JSON.stringify(messages).length > MAX_DELTA) return { kind: 'reset' };
  return { kind: 'delta', messages, deltaCursor: cursorOf(session), ...current(session, gateway) };
}

interface Page {
  readonly messages: readonly Row[];
  readonly [field: string]: unknown;
}

function newest(session: Session | undefined, limit: number, offset: number | undefined): Page {
  const rows = session?.rows ?? [];
  const end = Math.max(0, rows.length - (offset ?? 0));
  const hasMore = end > limit;
  const deltaCursor = session === undefined || offset !== undefined ? undefined : cursorOf(session);
  return {
    messages: rows.slice(Math.max(0, end - limit), end),
    ...(offset === undefined ? {} : { offset }),
    ...(hasMore ? { nextOffset: (offset ?? 0) + limit } : {}),
    ...(deltaCursor === undefined ? {} : { deltaCursor }),
    hasMore,
    totalMessages: rows.length,
  };
}

/** The row stands in the middle, as far as there are others. */
function around(session: Session | undefined, id: string, limit: number): readonly Row[] {
  const rows = session?.transcript.segmentOf(id) ?? [];
  const at = rows.findIndex((row) => row.__openclaw.id === id);
  const start = Math.max(0, Math.min(at - Math.floor(limit / 2), rows.length - limit));
  return rows.slice(start, start + limit);
}

const NOTHING_PENDING = { pendingInputs: { items: [], total: 0 } };

/** What is running, what waits and what waited in vain. */
function current(session: Session, { runs }: Gateway): object {
  const active = runs.activeIn(session);
  const inFlight = active.find(({ startedAt }) => startedAt !== undefined);
  const waiting = active.filter((run) => run !== inFlight);
  const items = [...session.spent.map(spentItem), ...waiting.map(waitingItem)];
  return {
    pendingInputs: { items, total: items.length },
    sessionInfo: sessionRow(session, active.length > 0),
    ...(inFlight && { inFlightRun: runningNow(inFlight) }),
  };
}

function waitingItem({ id: runId, acceptedAt, request, opening }: Run): object {
  const message = { role: 'user', content: request.message, timestamp: acceptedAt };
  const provenance = opening?.['provenance'];
  const marked = provenance === undefined ? message : { ...message, provenance };
  return { acceptedAt, state: 'queued', message: marked, runId };
}

function spentItem({ runId, message, acceptedAt }: SpentInput): object {
  const content = { role: 'user', content: message, timestamp: acceptedAt };
  return { acceptedAt, state: 'interrupted', message: content, runId };
}

function runningNow({ id, text, startedAt }: Run): object {
  return { runId: id, text, startedAt, sessionAbortable: true };
}
