import type { NumberedAuditRecord } from '../domain/audit-record.ts';
import { isoTime } from '../domain/iso-time.ts';
import { readAudit } from '../usecases/read-audit.ts';
import { auditLine } from './audit-line.ts';
import { auditOptions } from './audit-options.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { flagValue } from './flag-value.ts';
import { print } from './print.ts';
import { sinceFrom } from './since.ts';
import { withStore } from './with-store.ts';

/** Who did what, the newest first. */
export async function audit({ config, flags }: Invocation): Promise<ExitCode> {
  const since = flagValue(flags, auditOptions.since);
  const wanted = {
    limit: flagValue(flags, auditOptions.limit),
    principal: flagValue(flags, auditOptions.principal),
    since: since === undefined ? 0 : sinceFrom(since, '--since', Date.now()),
  };
  const { records, more } = await withStore(config, (store) => readAudit(store.audit, wanted));
  if (flags.has('json'))
    return print(JSON.stringify({ records: records.map(auditJson), more }, undefined, 2));
  print(records.length === 0 ? 'Nothing is recorded.' : records.map(auditLine).join('\n'));
  if (more) process.stderr.write('There are more: --limit N shows as many as you say.\n');
  return OK;
}

function auditJson({ at, number, ...record }: NumberedAuditRecord) {
  return { number, at: isoTime(at), ...record };
}
