import { announceChange } from './announce.ts';
import type { Gateway } from './gateway.ts';
import type { Session } from './session.ts';

/** Begins a session anew: what runs in it is stopped, what was said leaves the history. */
export function resetSession(gateway: Gateway, session: Session, reason: 'reset' | 'new'): void {
  for (const run of gateway.runs.activeIn(session)) gateway.runs.abort(run);
  session.reset();
  announceChange(gateway.audience, session, { reason }, false);
}
