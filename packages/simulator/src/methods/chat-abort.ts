import { method } from '../method.ts';
import { mayAbort } from '../owner.ts';
import { Refusal } from '../refusal.ts';
import { WRITE } from '../scopes.ts';
import { fullKey } from '../session-key.ts';

/**
 * Stops the runs of a session, or one of them, running or queued. Without one to stop it says so and is no error.
 * Runs by HTTP are not found: they end with their client.
 */
export const chatAbort = method(
  'chat.abort',
  WRITE,
  { sessionKey: 'string', runId: 'string?', agentId: 'any?', preserveSideRuns: 'any?' },
  ({ gateway, client, params }) => {
    const session = gateway.disk.sessions.find(fullKey(params.sessionKey));
    const active = session === undefined ? [] : gateway.runs.activeIn(session);
    const stoppable = active.filter((run) => run.request.via !== 'http');
    const meant = stoppable.filter((run) => params.runId === undefined || run.id === params.runId);
    const allowed = meant.filter((run) => mayAbort(client, run.request.owner));
    if (meant.length > 0 && allowed.length === 0) throw new Refusal('INVALID_REQUEST', 'unauthorized');
    for (const run of allowed) gateway.runs.abort(run);
    return { ok: true, aborted: allowed.length > 0, runIds: allowed.map((run) => run.id) };
  },
);
