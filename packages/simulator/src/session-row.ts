import type { Session } from './session.ts';
import { agentOf } from './session-key.ts';

/** A session as `sessions.list` and `session.message` show it. */
export function sessionRow(session: Session, hasActiveRun: boolean): Readonly<Record<string, unknown>> {
  return {
    key: session.key,
    sessionId: session.id,
    agentId: agentOf(session.key),
    kind: 'direct',
    displayName: session.key.split(':').slice(2).join(':'),
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    archived: false,
    pinned: false,
    status: session.status,
    abortedLastRun: session.status === 'killed' || (session.interrupted !== undefined && !hasActiveRun),
    lastRunId: session.lastRunId,
    hasActiveRun,
    // As seen: a run started by `agent` is not named while it runs.
    ...(hasActiveRun ? {} : { activeRunIds: [] }),
  };
}
