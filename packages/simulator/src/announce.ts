import { hearsMessagesOf, hearsSessions, type Audience } from './audience.ts';
import { flat, messagePayload } from './message-payload.ts';
import type { Row } from './row.ts';
import type { Run } from './run.ts';
import type { Session } from './session.ts';
import { agentOf } from './session-key.ts';
import { sessionRow } from './session-row.ts';

/** Tells subscribers what was said. @param runId the run that said it */
export function announceMessage(
  audience: Audience,
  session: Session,
  row: Row,
  { hasActiveRun, runId }: { hasActiveRun: boolean; runId?: string },
): void {
  audience.tell('session.message', hearsMessagesOf(session.key), () => ({
    ...messagePayload(session, row, hasActiveRun),
    ...(runId === undefined ? {} : { runId }),
  }));
}

/** Tells subscribers that a session is not as it was. The real gateway says it up to ten times for one turn. */
export function announceRun(run: Run, audience: Audience, isActive: () => boolean): void {
  const { session, request } = run;
  const tell = (what: Change) => announceChange(audience, session, what, isActive());
  if (session.rows.length === 0) tell({ reason: 'create' });
  run.follow((news) => {
    if (news.kind === 'started') {
      tell({ reason: request.via === 'chat.send' ? 'send' : 'agent.run.started' });
      tell({ phase: 'start' });
    }
    if (news.kind === 'ended') {
      tell({ phase: news.outcome.kind === 'answered' ? 'end' : 'error' });
      tell({ reason: 'agent.input.settled' });
    }
  });
}

type Change = { readonly reason: string } | { readonly phase: string };

export function announceChange(
  audience: Audience,
  session: Session,
  what: Change,
  hasActiveRun: boolean,
): void {
  audience.tell('sessions.changed', hearsSessions, () => {
    const about = sessionRow(session, hasActiveRun, { derivedTitle: true, lastMessage: true });
    return { ...addressOf(session), ...what, ts: Date.now(), session: about, ...flat(about) };
  });
}

/** Of what is gone nothing more is told. */
export function announceDeletion(audience: Audience, session: Session): void {
  audience.tell('sessions.changed', hearsSessions, () => ({
    ...addressOf(session),
    sessionId: session.id,
    reason: 'delete',
    ts: Date.now(),
  }));
}

function addressOf({ key }: Session): object {
  return { sessionKey: key, agentId: agentOf(key) };
}
