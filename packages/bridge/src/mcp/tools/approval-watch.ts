import { isSameSession } from '../../domain/conversation.ts';
import type { LoggedEvent } from '../../domain/event.ts';
import type { StopSignal } from '../../domain/port/stop-signal.ts';
import type { Principal } from '../../domain/principal.ts';
import { createStop } from '../../domain/stop.ts';
import type { Task } from '../../domain/task.ts';
import { isVisible } from '../../usecases/hear.ts';
import type { OpenApproval } from './person.ts';

/** Looks out for the first approval that holds up one task. */
export interface ApprovalWatch {
  /** Aborts once there is one. */
  readonly signal: StopSignal;
  found(): OpenApproval | undefined;
  hear(event: LoggedEvent): void;
  offer(approval: OpenApproval): void;
  /** From now on it is known which task is meant; what was seen before counts too. */
  isAbout(task: Task): void;
}

export function createApprovalWatch(principal: Principal, asked: readonly string[]): ApprovalWatch {
  const stop = createStop();
  const seen: OpenApproval[] = [];
  let task: Task | undefined;
  let found: OpenApproval | undefined;
  return {
    signal: stop.signal,
    found: () => found,
    hear(event) {
      if (event.type !== 'exec_approval_requested' && event.type !== 'plugin_approval_requested') return;
      if (isVisible(event, principal)) offer({ ...event.approval, instance: event.instance });
    },
    offer,
    isAbout(one) {
      task = one;
      look();
    },
  };

  function offer(approval: OpenApproval): void {
    if (asked.includes(approval.id)) return;
    seen.push(approval);
    look();
  }

  function look(): void {
    if (task === undefined || found !== undefined) return;
    const { instance, sessionKey } = task;
    found = seen.find(
      (one) =>
        one.instance === instance &&
        one.sessionKey !== undefined &&
        isSameSession(one.sessionKey, sessionKey),
    );
    if (found !== undefined) stop.stop();
  }
}
