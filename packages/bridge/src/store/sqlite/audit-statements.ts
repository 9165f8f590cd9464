import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { AUDIT_COLUMNS } from '../audit-row.ts';

export type AuditStatements = ReturnType<typeof prepareAuditStatements>;

/** Every statement of the audit log, whole. */
export function prepareAuditStatements(db: DatabaseSync) {
  return {
    append: db.prepare(`
      INSERT INTO audit_record (at, principal, action, outcome, target, reason, client, address, request_id)
      VALUES (:at, :principal, :action, :outcome, :target, :reason, :client, :address, :request_id)`),

    read: db.prepare(`
      SELECT ${AUDIT_COLUMNS} FROM audit_record WHERE number < :before ORDER BY number DESC LIMIT :limit`),

    readOf: db.prepare(`
      SELECT ${AUDIT_COLUMNS} FROM audit_record
      WHERE principal = :principal AND number < :before ORDER BY number DESC LIMIT :limit`),

    prune: db.prepare(`
      DELETE FROM audit_record WHERE number IN (
        SELECT number FROM audit_record WHERE at < :before ORDER BY number LIMIT :limit)`),
  };
}
