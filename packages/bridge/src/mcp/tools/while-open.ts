import type { LoggedEvent } from '../../domain/event.ts';
import type { StopSignal } from '../../domain/port/stop-signal.ts';
import type { Principal } from '../../domain/principal.ts';
import { createStop, type Stop } from '../../domain/stop.ts';
import { isVisible } from '../../usecases/hear.ts';
import type { Verbs } from '../../usecases/verbs.ts';
import type { AskedApproval } from './person.ts';

/**
 * Asks a person, and tells by the signal when the answer is needed no more: somebody else decided the approval, it is over,
 * or the task it held up has ended. Errors: `store_unavailable`, those of `ask`.
 */
export async function whileOpen<T>(
  verbs: Verbs,
  principal: Principal,
  about: AskedApproval,
  ask: (unneeded: StopSignal) => Promise<T>,
): Promise<T> {
  const unneeded = createStop();
  const asked = createStop();
  verbs.listen();
  // First listen, then look: what happens in between is found by the look.
  const stopFollowing = await verbs.feed.follow((event) => {
    if (isVisible(event, principal) && isEndOf(event, about)) unneeded.stop();
  });
  try {
    lookForApproval(verbs, principal, about, unneeded);
    waitForTask(verbs, principal, about, unneeded, asked.signal);
    return await ask(unneeded.signal);
  } finally {
    stopFollowing();
    asked.stop();
  }
}

function isEndOf(event: LoggedEvent, { instance, kind, id }: AskedApproval): boolean {
  if (event.type !== 'exec_approval_resolved' && event.type !== 'plugin_approval_resolved') return false;
  const { resolution } = event;
  return event.instance === instance && resolution.kind === kind && resolution.id === id;
}

/** A gateway that does not tell what waits there ends no question. */
function lookForApproval(
  { listApprovals }: Verbs,
  principal: Principal,
  { instance, kind, id }: AskedApproval,
  unneeded: Stop,
): void {
  listApprovals({ principal, instance }).then(
    ({ approvals, unreachable }) => {
      const waits = approvals.some((one) => one.kind === kind && one.id === id);
      if (!waits && unreachable.length === 0) unneeded.stop();
    },
    () => {},
  );
}

/** What cannot be waited for ends no question either. */
function waitForTask(
  { getTask }: Verbs,
  principal: Principal,
  { task }: AskedApproval,
  unneeded: Stop,
  signal: StopSignal,
): void {
  if (task === undefined) return;
  getTask({ principal, id: task.id, waitMs: Number.POSITIVE_INFINITY, signal }).then(unneeded.stop, () => {});
}
