import { randomUUID } from 'node:crypto';
import type { Gateway } from './gateway.ts';
import { EVERYBODY } from './owner.ts';
import { resumedRow } from './row.ts';
import { parseScript } from './script.ts';
import type { Session } from './session.ts';

/** The real gateway needs 3 to 5 s after it is ready. */
const RECOVERY_DELAY_MS = 1000;

/** How long a resumed turn is a pending input: about a second in the real gateway. */
const PENDING_MS = 500;

const RESUME =
  '[System] Your previous turn was interrupted by a gateway restart while OpenClaw was waiting on tool/model work.';

/** Takes up, after a while, the turns the last crash interrupted: under new run ids, for everybody to abort. */
export function recoverRuns(gateway: Gateway): NodeJS.Timeout {
  return setTimeout(() => {
    for (const session of gateway.disk.sessions.all()) resume(gateway, session);
  }, RECOVERY_DELAY_MS);
}

function resume(gateway: Gateway, session: Session): void {
  const { interrupted: message } = session;
  if (message === undefined) return;
  const id = randomUUID();
  const run = gateway.runs.start({
    id,
    via: 'agent',
    session,
    message: RESUME,
    opening: resumedRow(id, RESUME, session.key),
    // The model continues what it was asked before; the accident does not happen twice.
    steps: parseScript(message).filter((step) => step.kind !== 'disconnect' && step.kind !== 'restart'),
    waitMs: PENDING_MS,
    owner: EVERYBODY,
    mayAskApproval: true,
    timeoutMs: 0,
  });
  run.follow((news) => {
    if (news.kind === 'ended') session.interrupted = undefined;
  });
}
