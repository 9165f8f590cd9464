import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import type { Background } from './background.ts';

const EVERY_MS = 60 * 60 * 1000;

export interface RetainTasksDeps {
  readonly store: TaskStore;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** Settled tasks are kept this long, in milliseconds … */
  readonly keepMs: number;
  /** … and at most so many of them. */
  readonly keepCount: number;
}

/** Deletes old settled tasks now and every hour. Returns how to stop. */
export function retainTasks({
  store,
  clock,
  background,
  log,
  keepMs,
  keepCount,
}: RetainTasksDeps): () => void {
  let cancel = () => {};
  const sweep = () => {
    background('delete old tasks', async () => {
      const deleted = await store.prune({ settledBefore: clock.now() - keepMs, keep: keepCount });
      if (deleted > 0) log.info({ deleted }, 'deleted old tasks');
    });
    cancel = clock.after(EVERY_MS, sweep);
  };
  sweep();
  return () => cancel();
}
