import type { AuditLog } from '../domain/port/audit-log.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Background } from './background.ts';
import { deleteInBatches, sweepEvery } from './sweep.ts';

const EVERY_MS = 60 * 60 * 1000;

/** Deleted at once. */
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
  return sweepEvery(EVERY_MS, clock, () => {
    background('delete old audit records', async () => {
      const deleted = await deleteInBatches(BATCH, (limit) => audit.prune(clock.now() - keepMs, limit));
      if (deleted > 0) log.info({ deleted }, 'deleted old audit records');
    });
  });
}
