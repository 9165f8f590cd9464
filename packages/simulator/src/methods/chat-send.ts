import { APOLOGY } from '../answer.ts';
import { mediaOf } from '../attachments.ts';
import { method } from '../method.ts';
import { ownerOf } from '../owner.ts';
import { Refusal } from '../refusal.ts';
import type { Run } from '../run.ts';
import { resetSession } from '../reset-session.ts';
import { ADMIN, allows, APPROVALS, WRITE } from '../scopes.ts';
import { fullKey } from '../session-key.ts';
import { requireKnownAgent } from './known-agent.ts';

const SHAPE = {
  message: 'text',
  idempotencyKey: 'string',
  sessionKey: 'string?',
  agentId: 'any?',
  sessionId: 'any?',
  timeoutMs: 'integer?',
  queueMode: 'any?',
  thinking: 'any?',
  deliver: 'any?',
  attachments: 'list?',
  replyToId: 'any?',
} as const;

/**
 * Starts a turn and answers at once; what comes of it is told by events and by `agent.wait`. Into a busy session the
 * real gateway steers or queues by rules of its own; here the turn waits, as with `agent`.
 */
export const chatSend = method('chat.send', WRITE, SHAPE, ({ gateway, client, params }) => {
  if (params.sessionKey === undefined) throw noTarget();
  const { message, attachments = [] } = params;
  if (message === '' && attachments.length === 0)
    throw new Refusal('INVALID_REQUEST', 'message or attachment required');
  const sessionKey = fullKey(params.sessionKey);
  requireKnownAgent(sessionKey);
  const known = gateway.runs.find('chat.send', params.idempotencyKey);
  if (known !== undefined) return again(known);
  const session = gateway.disk.sessions.open(sessionKey);
  const reset = client.scopes.includes(ADMIN) ? RESETS[message.trim()] : undefined;
  if (reset !== undefined) resetSession(gateway, session);
  const run = gateway.runs.start({
    id: params.idempotencyKey,
    via: 'chat.send',
    session,
    message,
    ...(reset === undefined ? {} : { steps: [{ kind: 'say', text: reset }] }),
    owner: ownerOf(client),
    ...(client.scopes.includes(ADMIN) ? { senderIsOwner: true } : {}),
    ...(attachments.length === 0 ? {} : { media: mediaOf(attachments) }),
    mayAskApproval: allows(client.scopes, APPROVALS),
    timeoutMs: params.timeoutMs ?? 0,
  });
  return { runId: run.id, status: 'started' };
});

/** Words the gateway takes for commands of its own, and what it says then. No event tells that the session was reset. */
const RESETS: Readonly<Record<string, string>> = {
  '/new': '✅ New session started.',
  '/reset': '✅ Session reset.',
};

function noTarget(): Refusal {
  const details = { code: 'SESSION_MUTATION_TARGET_REQUIRED', method: 'chat.send' };
  return new Refusal('INVALID_REQUEST', 'session mutation target is unavailable', details);
}

/** The same key once more: only how it stands, never the text. */
function again({ id: runId, outcome }: Run): object {
  switch (outcome?.kind) {
    case undefined:
      return { runId, status: 'in_flight' };
    case 'answered':
      return { runId, status: 'ok' };
    case 'aborted':
      return { runId, status: 'timeout', summary: 'aborted', stopReason: 'rpc' };
    case 'timedOut':
      return { runId, status: 'timeout', summary: 'aborted' };
    case 'silent':
    case 'refused':
    case 'repeated':
    case 'turnedAway': {
      const summary = APOLOGY[outcome.kind];
      throw new Refusal('UNAVAILABLE', summary, undefined, { payload: { runId, status: 'error', summary } });
    }
  }
}
