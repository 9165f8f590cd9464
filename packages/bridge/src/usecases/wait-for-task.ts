import { Failure, toFailure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { StopSignal } from '../domain/port/stop-signal.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { isSettled, unknownTask, type LiveProgress, type Task } from '../domain/task.ts';
import type { TaskFeed } from './task-feed.ts';

export interface Waiting {
  /** Milliseconds; Infinity waits to the end. */
  readonly waitMs: number;
  /** The caller has just made the task: nothing can have happened to it yet. */
  readonly isNew?: boolean;
  /** Ends the waiting, not the task. */
  readonly signal?: StopSignal | undefined;
  /** When it aborts, the waiting ends as if the time were over. */
  readonly enough?: StopSignal | undefined;
  readonly onProgress?: ((progress: LiveProgress) => void) | undefined;
}

/**
 * Resolves with the task as soon as it is settled, or as it is when the time is over or it is enough. Rejects when the signal
 * aborts. Errors: `shutting_down`, with the task's id, when the process leaves before.
 */
export type WaitForTask = (task: Task, waiting: Waiting) => Promise<Task>;

export interface WaitForTaskDeps {
  readonly store: TaskStore;
  readonly feed: TaskFeed;
  readonly clock: Clock;
  /** Aborts when this process can wait no longer. */
  readonly leaving?: StopSignal;
}

export function createWaitForTask(deps: WaitForTaskDeps): WaitForTask {
  return async function waitForTask(task, waiting) {
    if (isSettled(task.status) || waiting.waitMs <= 0) return task;
    return await untilSettled(deps, task, waiting);
  };
}

/**
 * Listens to the feed, which this process's own worker and the watch on the others tell. Looks once after everything is
 * subscribed: a task somebody else began may have ended while the caller was being given it.
 */
function untilSettled(deps: WaitForTaskDeps, task: Task, waiting: Waiting): Promise<Task> {
  const { store, feed, clock, leaving } = deps;
  return new Promise((resolve, reject) => {
    const read = async () => {
      const current = await store.get(task.id, task.principal);
      if (current === undefined) throw unknownTask(task.id);
      return current;
    };
    const endings: (() => void)[] = [];
    const end = (settle: () => void) => {
      for (const ending of endings.splice(0)) ending();
      settle();
    };
    const endWith = (last: Task) => end(() => resolve(last));
    const fail = (thrown: unknown) => end(() => reject(toFailure(thrown)));
    const look = () => {
      read().then((current) => {
        if (isSettled(current.status)) endWith(current);
      }, fail);
    };
    const giveUp = () => {
      read().then(endWith, fail);
    };
    const abort = () => end(() => reject(new Failure('cancelled', 'Cancelled.')));

    endings.push(
      feed.follow(task.id, (news) => {
        if (news.kind === 'settled') endWith(news.task);
        else waiting.onProgress?.(news.progress);
      }),
    );
    if (Number.isFinite(waiting.waitMs)) endings.push(clock.after(waiting.waitMs, giveUp));
    onAbort(waiting.enough, giveUp);
    onAbort(waiting.signal, abort);
    onAbort(leaving, () => end(() => reject(isKept(task))));
    if (!waiting.isNew) look();

    function onAbort(signal: StopSignal | undefined, act: () => void): void {
      if (signal === undefined) return;
      signal.addEventListener('abort', act, { once: true });
      endings.push(() => signal.removeEventListener('abort', act));
      if (signal.aborted) act();
    }
  });
}

function isKept({ id }: Task): Failure {
  return new Failure('shutting_down', `clawbridge is stopping and waits no longer. Task ${id} is kept.`, {
    hint: `Ask for its answer in a moment: openclaw_task_status with ${id}.`,
  });
}
