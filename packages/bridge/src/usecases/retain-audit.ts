import type { AuditLog } from '../domain/port/audit-log.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Background } from './background.ts';

const EVERY_MS = 60 * 60 * 1000;

/** Deleted at once: others get their turn in between. */
const BATCH = 1_000;

export interface RetainAuditDeps {
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** Records are kept this long, in milliseconds. */
  readonly keepMs: number;
}

/** Deletes old records of the audit log, now and every hour. Returns how to stop. */
export function retainAudit({ audit, clock, background, log, keepMs }: RetainAuditDeps): () => void {
  let cancel = () => {};
  const sweep = () => {
    background('delete old audit records', async () => {
      let deleted = 0;
      for (let some = BATCH; some === BATCH; deleted += some)
        some = await audit.prune(clock.now() - keepMs, BATCH);
      if (deleted > 0) log.info({ deleted }, 'deleted old audit records');
    });
    cancel = clock.after(EVERY_MS, sweep);
  };
  sweep();
  return () => cancel();
}
