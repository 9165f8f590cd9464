import type { AuditRecord } from '../domain/audit-record.ts';
import { toFailure } from '../domain/failure.ts';
import type { AuditLog } from '../domain/port/audit-log.ts';
import { OWNER } from '../domain/principal.ts';
import { failureText } from './failure-text.ts';

/**
 * Writes down what was done now, at the terminal, by whoever may read the store. It is done by then, and what came of it is
 * told: a record that cannot be written is worth a warning, and makes no failure of it.
 */
export async function noteOwnersDeed(
  audit: Pick<AuditLog, 'append'>,
  action: string,
  target?: string,
): Promise<void> {
  const record: AuditRecord = {
    at: Date.now(),
    principal: OWNER.id,
    action,
    outcome: 'ok',
    ...(target === undefined ? {} : { target }),
  };
  try {
    await audit.append(record);
  } catch (thrown) {
    const why = failureText(toFailure(thrown));
    process.stderr.write(`clawbridge: this is done, but ${action} is missing in the audit log: ${why}\n`);
  }
}
