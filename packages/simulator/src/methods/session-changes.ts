import { announceChange, announceDeletion } from '../announce.ts';
import { method } from '../method.ts';
import { resetSession } from '../reset-session.ts';
import { ADMIN } from '../scopes.ts';
import { fullKey } from '../session-key.ts';

/** Begins a session anew, under the same id. One that nobody knows is made. */
export const sessionsReset = method(
  'sessions.reset',
  ADMIN,
  { key: 'string', agentId: 'any?', reason: 'string?' },
  ({ gateway, params }) => {
    const key = fullKey(params.key);
    const session = gateway.disk.sessions.open(key);
    resetSession(gateway, session);
    announceChange(gateway.audience, session, { reason: params.reason === 'new' ? 'new' : 'reset' }, false);
    return { ok: true, key, entry: { sessionId: session.id, updatedAt: session.updatedAt } };
  },
);

/** Forgets a session and all that was said in it. */
export const sessionsDelete = method(
  'sessions.delete',
  ADMIN,
  { key: 'string', agentId: 'any?', deleteTranscript: 'any?' },
  ({ gateway, params }) => {
    const key = fullKey(params.key);
    const session = gateway.disk.sessions.find(key);
    if (session === undefined) return { ok: true, key, deleted: false, archived: [] };
    for (const run of gateway.runs.activeIn(session)) gateway.runs.abort(run);
    gateway.disk.sessions.delete(key);
    announceDeletion(gateway.audience, session);
    return { ok: true, key, deleted: true, archived: [] };
  },
);
