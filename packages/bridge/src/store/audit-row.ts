import type { AuditRecord, NumberedAuditRecord } from '../domain/audit-record.ts';
import { given, number, text, type Row } from './row.ts';
import { storable, storableOrNull } from './storable.ts';

export const AUDIT_COLUMNS =
  'number, at, principal, action, outcome, target, reason, client, address, request_id';

/** How a record is stored, besides its number. */
export interface AuditRow {
  readonly at: number;
  readonly principal: string | null;
  readonly action: string;
  readonly outcome: AuditRecord['outcome'];
  readonly target: string | null;
  readonly reason: string | null;
  readonly client: string | null;
  readonly address: string | null;
  readonly request_id: string | null;
}

export function auditRowOf(record: AuditRecord): AuditRow {
  return {
    at: record.at,
    principal: storableOrNull(record.principal),
    action: storable(record.action),
    outcome: record.outcome,
    target: storableOrNull(record.target),
    reason: storableOrNull(record.reason),
    client: storableOrNull(record.client),
    address: storableOrNull(record.address),
    request_id: storableOrNull(record.requestId),
  };
}

export function auditFrom(row: Row): NumberedAuditRecord {
  return {
    number: number(row, 'number'),
    at: number(row, 'at'),
    action: text(row, 'action'),
    outcome: text(row, 'outcome') as AuditRecord['outcome'],
    ...given(row, 'principal', (principal) => ({ principal: String(principal) })),
    ...given(row, 'target', (target) => ({ target: String(target) })),
    ...given(row, 'reason', (reason) => ({ reason: String(reason) })),
    ...given(row, 'client', (client) => ({ client: String(client) })),
    ...given(row, 'address', (address) => ({ address: String(address) })),
    ...given(row, 'request_id', (id) => ({ requestId: String(id) })),
  };
}
