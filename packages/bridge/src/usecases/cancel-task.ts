import { permits } from '../domain/allow-list.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import { isSettled, notCancellable, unknownTask, type Task } from '../domain/task.ts';
import type { Worker } from './run-tasks.ts';
import type { TaskFeed } from './task-feed.ts';
import type { WaitForTask } from './wait-for-task.ts';

/** The gateway stops a run within a fraction of a second; beyond this the caller is told that it is being stopped. */
const STOPPING_MS = 3_000;

/**
 * Cancels a task, pending or running; a running one is stopped in the gateway. Resolves with the task: `cancelled`,
 * still `running` when stopping takes longer, or settled otherwise when it ended in the same moment.
 * Errors: `not_allowed`, `unknown_task`, `not_cancellable`.
 */
export type CancelTask = (request: { readonly principal: Principal; readonly id: string }) => Promise<Task>;

export interface CancelTaskDeps {
  readonly store: TaskStore;
  readonly worker: Pick<Worker, 'interrupt'>;
  readonly feed: TaskFeed;
  readonly waitForTask: WaitForTask;
  readonly clock: Clock;
}

export function createCancelTask({ store, worker, feed, waitForTask, clock }: CancelTaskDeps): CancelTask {
  return async function cancelTask({ principal, id }) {
    requireScope(principal, 'chat');
    const before = await store.get(id, principal.id);
    if (!before || !permits(principal.allow, before)) throw unknownTask(id);
    if (isSettled(before.status)) throw notCancellable(before);
    const task = await store.cancel(id, principal.id, clock.now());
    if (!task) throw unknownTask(id);
    if (isSettled(task.status)) {
      feed.publish(id, { kind: 'settled', task });
      return task;
    }
    worker.interrupt(id);
    return await waitForTask(task, { waitMs: STOPPING_MS });
  };
}
