import type { Gateway } from './gateway.ts';
import type { Session } from './session.ts';

/** Begins a session anew: what runs in it is stopped, what was said leaves the history. */
export function resetSession({ runs }: Gateway, session: Session): void {
  for (const run of runs.activeIn(session)) runs.abort(run);
  session.reset();
}
