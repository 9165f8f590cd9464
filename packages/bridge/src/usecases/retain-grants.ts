import type { Clock } from '../domain/port/clock.ts';
import type { GrantStore } from '../domain/port/grant-store.ts';
import type { Log } from '../domain/port/log.ts';
import type { Background } from './background.ts';
import { deleteInBatches, sweepEvery } from './sweep.ts';

/** More often than tasks and events: whoever finds the page to sign in leaves records, without having signed in. */
const EVERY_MS = 10 * 60 * 1000;

/** Deleted at once. */
const BATCH = 500;

export interface RetainGrantsDeps {
  readonly grants: GrantStore;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
}

/** Deletes what people granted and what has expired, now and every ten minutes. Returns how to stop. */
export function retainGrants({ grants, clock, background, log }: RetainGrantsDeps): () => void {
  return sweepEvery(EVERY_MS, clock, () => {
    background('delete expired grants', async () => {
      const deleted = await deleteInBatches(BATCH, (limit) => grants.prune(clock.now(), limit));
      // There are some nearly every time.
      if (deleted > 0) log.debug({ deleted }, 'deleted expired grants');
    });
  });
}
