import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { UploadStore } from '../domain/port/upload-store.ts';
import type { Background } from './background.ts';
import { deleteInBatches, sweepEvery } from './sweep.ts';

const EVERY_MS = 60 * 60 * 1000;

/** Deleted at once. */
const BATCH = 100;

export interface RetainUploadsDeps {
  readonly uploads: Pick<UploadStore, 'prune'>;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** How long a file is kept that hangs on no message. */
  readonly keepMs: number;
}

/** Deletes files that hang on no message, now and every hour. Returns how to stop. */
export function retainUploads({ uploads, clock, background, log, keepMs }: RetainUploadsDeps): () => void {
  return sweepEvery(EVERY_MS, clock, () => {
    background('delete files nobody sent', async () => {
      const deleted = await deleteInBatches(BATCH, (limit) => uploads.prune(clock.now() - keepMs, limit));
      if (deleted > 0) log.info({ deleted }, 'deleted files that hung on no message');
    });
  });
}
