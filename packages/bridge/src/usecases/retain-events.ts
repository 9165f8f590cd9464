import type { Clock } from '../domain/port/clock.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import type { Log } from '../domain/port/log.ts';
import type { Background } from './background.ts';

const EVERY_MS = 60 * 60 * 1000;

/** Deleted at once: others get their turn in between. */
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
  let cancel = () => {};
  const sweep = () => {
    background('delete old events', async () => {
      let deleted = 0;
      for (let some = BATCH; some === BATCH; deleted += some)
        some = await log.prune({ before: clock.now() - keepMs, keep: keepCount, limit: BATCH });
      if (deleted > 0) diary.info({ deleted }, 'deleted old events');
    });
    cancel = clock.after(EVERY_MS, sweep);
  };
  sweep();
  return () => cancel();
}
