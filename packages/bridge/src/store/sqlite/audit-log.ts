import type { AuditLog } from '../../domain/port/audit-log.ts';
import { auditFrom, auditRowOf } from '../audit-row.ts';
import { storable } from '../storable.ts';
import type { AuditStatements } from './audit-statements.ts';
import type { Connection } from './connection.ts';

export function createAuditLog({ read, write }: Connection, sql: AuditStatements): AuditLog {
  return {
    append: (record) => {
      const row = auditRowOf(record);
      return write(() => void sql.append.run({ ...row }));
    },
    read: ({ limit, before = Number.MAX_SAFE_INTEGER, principal }) =>
      read(() => {
        const page = { limit, before };
        const rows =
          principal === undefined
            ? sql.read.all(page)
            : sql.readOf.all({ ...page, principal: storable(principal) });
        return rows.map(auditFrom);
      }),
    prune: (before, limit) => write(() => Number(sql.prune.run({ before, limit }).changes)),
  };
}
