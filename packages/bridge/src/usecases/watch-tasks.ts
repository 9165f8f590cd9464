import type { Clock } from '../domain/port/clock.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { isSettled, type TaskSummary } from '../domain/task.ts';
import type { Background } from './background.ts';
import type { Worker } from './run-tasks.ts';
import type { TaskFeed } from './task-feed.ts';

/** A store that cannot be read now is asked again: there may be no other change for a long time. */
const AGAIN_MS = 1_000;

export interface WatchTasksDeps {
  readonly store: TaskStore;
  readonly worker: Pick<Worker, 'holds'>;
  readonly feed: TaskFeed;
  readonly clock: Clock;
  readonly background: Background;
}

/**
 * Tells whoever waits here what other processes did to his task. One look for all of them, whenever the store changed:
 * a look of each would make a thousand of every change. Returns how to stop.
 */
export function watchTasks({ store, worker, feed, clock, background }: WatchTasksDeps): () => void {
  let looking = false;
  let changedMeanwhile = false;
  let cancelAgain = () => {};
  const stopWatching = store.watch(onChange);
  return () => {
    stopWatching();
    cancelAgain();
  };

  function onChange(): void {
    changedMeanwhile = true;
    if (looking || !feed.followed().some(isElsewhere)) return;
    looking = true;
    background('look at the tasks of other processes', look);
  }

  async function look(): Promise<void> {
    try {
      while (changedMeanwhile) {
        changedMeanwhile = false;
        for (const one of await store.look(feed.followed().filter(isElsewhere))) await tell(one);
      }
    } catch (thrown) {
      cancelAgain = clock.after(AGAIN_MS, onChange);
      throw thrown;
    } finally {
      looking = false;
    }
  }

  async function tell({ id, principal, status, progress }: TaskSummary): Promise<void> {
    if (!isSettled(status)) {
      if (progress) feed.publish(id, { kind: 'progress', progress });
      return;
    }
    const task = await store.get(id, principal);
    if (task) feed.publish(id, { kind: 'settled', task });
  }

  /** What runs here is told by its worker, sooner and finer. */
  function isElsewhere(id: string): boolean {
    return !worker.holds(id);
  }
}
