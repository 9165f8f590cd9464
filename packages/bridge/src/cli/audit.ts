import { usage } from '../config/arguments.ts';
import type { AuditLog } from '../domain/port/audit-log.ts';
import type { NumberedAuditRecord } from '../domain/audit-record.ts';
import { isoTime } from '../domain/iso-time.ts';
import { auditLine } from './audit-line.ts';
import { auditOptions } from './audit-options.ts';
import type { ExitCode, Invocation } from './command.ts';
import { flagValue } from './flag-value.ts';
import { flagText } from './flag-text.ts';
import { lifetimeFrom } from './lifetime.ts';
import { print } from './print.ts';
import { withStore } from './with-store.ts';

/** Who did what, the newest first. */
export async function audit({ config, flags }: Invocation): Promise<ExitCode> {
  const wanted = {
    limit: flagValue(flags, auditOptions.limit),
    principal: flagText(flags, 'principal'),
    since: sinceFrom(flagText(flags, 'since'), Date.now()),
  };
  const records = await withStore(config, async (store) => await read(store.audit, wanted));
  if (flags.has('json')) return print(JSON.stringify({ records: records.map(auditJson) }, undefined, 2));
  return print(records.length === 0 ? 'Nothing is recorded.' : records.map(auditLine).join('\n'));
}

interface Wanted {
  readonly limit: number;
  readonly principal: string | undefined;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** The clocks of several nodes differ a little, so a record may be out of order: the page is read to its end. */
async function read(
  log: AuditLog,
  { limit, principal, since }: Wanted,
): Promise<readonly NumberedAuditRecord[]> {
  const records = await log.read({ limit, ...(principal === undefined ? {} : { principal }) });
  return records.filter(({ at }) => at >= since);
}

function sinceFrom(text: string | undefined, now: number): number {
  if (text === undefined) return 0;
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? now - lifetimeFrom(text, '--since') : date;
}

function auditJson({ at, number, ...record }: NumberedAuditRecord) {
  return { number, at: isoTime(at), ...record };
}
