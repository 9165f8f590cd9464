import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { Background } from './background.ts';
import { sweepEvery } from './sweep.ts';

const EVERY_MS = 60 * 60 * 1000;

export interface RetainThreadsDeps {
  readonly threads: Pick<ThreadLog, 'prune'>;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** Milliseconds after something was said in them last. */
  readonly keepMs: number;
}

/** Forgets threads in which nothing was said for long, now and every hour. Returns how to stop. */
export function retainThreads({ threads, clock, background, log, keepMs }: RetainThreadsDeps): () => void {
  return sweepEvery(EVERY_MS, clock, () => {
    background('forget old threads', async () => {
      const deleted = await threads.prune(clock.now() - keepMs);
      if (deleted > 0) log.info({ deleted }, 'forgot old threads');
    });
  });
}
