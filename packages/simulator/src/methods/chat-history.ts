import type { Gateway } from '../gateway.ts';
import { method } from '../method.ts';
import type { Run } from '../run.ts';
import { READ } from '../scopes.ts';
import type { Session, SpentInput } from '../session.ts';
import { fullKey } from '../session-key.ts';
import { sessionRow } from '../session-row.ts';
import { SHOWN_CHARS, shownRow } from '../shown-row.ts';

const DEFAULT_ROWS = 200;

const SHAPE = {
  sessionKey: 'string',
  agentId: 'any?',
  limit: 'count?',
  offset: 'number?',
  maxChars: 'number?',
  sessionId: 'any?',
} as const;

/** The newest rows of a session, oldest first, and what is going on in it. An unknown session is an empty one. */
export const chatHistory = method('chat.history', READ, SHAPE, ({ gateway, params }) => {
  const { sessionKey, limit = DEFAULT_ROWS, offset = 0, maxChars = SHOWN_CHARS } = params;
  const session = gateway.disk.sessions.find(fullKey(sessionKey));
  const rows = session?.rows ?? [];
  const end = Math.max(0, rows.length - offset);
  const messages = rows.slice(Math.max(0, end - limit), end).map((row) => shownRow(row, maxChars));
  return {
    sessionKey,
    ...(session === undefined ? {} : { sessionId: session.id }),
    messages,
    hasMore: end > limit,
    totalMessages: rows.length,
    ...(session === undefined ? NOTHING_PENDING : current(session, gateway)),
  };
});

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

/** One row in full length. */
export const chatMessageGet = method(
  'chat.message.get',
  READ,
  { sessionKey: 'string', messageId: 'string', agentId: 'any?', maxChars: 'any?' },
  ({ gateway, params }) => {
    const session = gateway.disk.sessions.find(fullKey(params.sessionKey));
    const message = session?.rows.find((row) => row.__openclaw.id === params.messageId);
    return message === undefined ? { ok: false, unavailableReason: 'not_found' } : { ok: true, message };
  },
);
