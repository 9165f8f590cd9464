import type { FailureRecord } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import type { Background } from './background.ts';
import { deleteInBatches, sweepEvery } from './sweep.ts';

const EVERY_MS = 60 * 60 * 1000;

/** None is deleted for its number on the day it ended: whoever asked may still come back. */
const KEEP_AT_LEAST_MS = 24 * 60 * 60 * 1000;

/** Deleted at once. */
const BATCH = 200;

/** A day after its time to wait was over a task still waits only because no process knows its gateway any more. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000;
const FORGOTTEN: FailureRecord = {
  code: 'unknown_instance',
  message: 'No clawbridge that uses this store knows the instance of this task any more.',
  hint: 'It was renamed, moved or removed: ask again, at an instance openclaw_instances lists.',
  retryable: false,
};

export interface RetainTasksDeps {
  readonly store: TaskStore;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** Settled tasks are kept this long, in milliseconds … */
  readonly keepMs: number;
  /** … and at most so many of them, besides those of the last day. */
  readonly keepCount: number;
}

/** Deletes old settled tasks, and ends those nobody can run, now and every hour. Returns how to stop. */
export function retainTasks({
  store,
  clock,
  background,
  log,
  keepMs,
  keepCount,
}: RetainTasksDeps): () => void {
  return sweepEvery(EVERY_MS, clock, () => {
    background('delete old tasks', async () => {
      const now = clock.now();
      const retention = {
        settledBefore: now - keepMs,
        keep: keepCount,
        keepSince: now - KEEP_AT_LEAST_MS,
      };
      const deleted = await deleteInBatches(BATCH, (limit) => store.prune({ ...retention, limit }));
      if (deleted > 0) log.info({ deleted }, 'deleted old tasks');
    });
    background('end tasks nobody can run', async () => {
      const now = clock.now();
      await store.giveUp({ now, waitedUntil: now - FORGOTTEN_AFTER_MS, failure: FORGOTTEN });
    });
  });
}
