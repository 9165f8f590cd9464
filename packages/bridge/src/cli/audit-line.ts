import type { AuditRecord } from '../domain/audit-record.ts';
import { isoTime } from '../domain/iso-time.ts';
import { printable } from '../domain/printable.ts';

/** Who did what, in one line. */
export function auditLine({
  at,
  principal,
  action,
  outcome,
  target,
  reason,
  client,
  address,
  requestId,
}: AuditRecord): string {
  const result = reason === undefined ? outcome : `${outcome} (${reason})`;
  const named = { target, client, from: address, request: requestId };
  return [
    isoTime(at),
    printable(principal ?? '-'),
    printable(action),
    result,
    ...Object.entries(named).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${printable(value)}`],
    ),
  ].join('  ');
}
