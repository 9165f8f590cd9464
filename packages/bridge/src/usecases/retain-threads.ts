import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { UploadStore } from '../domain/port/upload-store.ts';
import type { Background } from './background.ts';
import { deleteInBatches, sweepEvery } from './sweep.ts';

const EVERY_MS = 60 * 60 * 1000;

/** Files deleted at once. */
const BATCH = 100;

export interface RetainThreadsDeps {
  readonly threads: Pick<ThreadLog, 'prune'>;
  readonly uploads: Pick<UploadStore, 'prune'>;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** How long a thread is kept in which nothing is said. */
  readonly keepMs: number;
  /** How long a file is kept that hangs on no message. */
  readonly keepUploadMs: number;
}

/** Deletes old threads, and files that hang on no message, now and every hour. Returns how to stop. */
export function retainThreads(deps: RetainThreadsDeps): () => void {
  const { threads, uploads, clock, background, log, keepMs, keepUploadMs } = deps;
  return sweepEvery(EVERY_MS, clock, () => {
    background('delete old threads', async () => {
      const deleted = await threads.prune(clock.now() - keepMs);
      if (deleted > 0) log.info({ deleted }, 'deleted old threads');
      // After the threads: what hung on their messages hangs on nothing now.
      const before = clock.now() - keepUploadMs;
      const files = await deleteInBatches(BATCH, (limit) => uploads.prune(before, limit));
      if (files > 0) log.info({ deleted: files }, 'deleted files that hung on no message');
    });
  });
}
