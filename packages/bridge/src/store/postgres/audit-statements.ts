import { AUDIT_COLUMNS } from '../audit-row.ts';
import { named } from './statement.ts';

/** Every statement of the audit log, whole. */
export const auditStatements = named('audit', {
  draw: `
    SELECT nextval('audit_number') AS number FROM generate_series(1, $1)`,

  append: `
    INSERT INTO audit_record (${AUDIT_COLUMNS})
    SELECT * FROM json_to_recordset($1::json) AS added (number bigint, at bigint, principal text, action text,
      outcome text, target text, reason text, client text, address text, request_id text)
    ON CONFLICT (number) DO NOTHING`,

  read: `
    SELECT ${AUDIT_COLUMNS} FROM audit_record WHERE number < $1 ORDER BY number DESC LIMIT $2`,

  // Written as its index is.
  readOf: `
    SELECT ${AUDIT_COLUMNS} FROM audit_record
    WHERE principal = $3 AND number + 0 < $1 ORDER BY number + 0 DESC LIMIT $2`,

  prune: `
    WITH old AS (
      SELECT number FROM audit_record WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM audit_record AS record USING old WHERE record.number = old.number RETURNING 1
    )
    SELECT count(*) AS count FROM gone`,
});
