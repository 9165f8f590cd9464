import type { Clock } from '../domain/port/clock.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import type { Log } from '../domain/port/log.ts';
import type { Background } from './background.ts';
import { deleteInBatches, sweepEvery } from './sweep.ts';

const EVERY_MS = 60 * 60 * 1000;

/** Deleted at once. */
const BATCH = 1_000;

export interface RetainEventsDeps {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly background: Background;
  readonly diary: Log;
  /** Events are kept this long, in milliseconds … */
  readonly keepMs: number;
  /** … and at most so many of them. */
  readonly keepCount: number;
}

/** Deletes old events, now and every hour. Returns how to stop. */
export function retainEvents({
  log,
  clock,
  background,
  diary,
  keepMs,
  keepCount,
}: RetainEventsDeps): () => void {
  return sweepEvery(EVERY_MS, clock, () => {
    background('delete old events', async () => {
      const deleted = await deleteInBatches(BATCH, (limit) =>
        log.prune({ before: clock.now() - keepMs, keep: keepCount, limit }),
      );
      if (deleted > 0) diary.info({ deleted }, 'deleted old events');
    });
  });
}
