import { GRANT_COLUMNS } from '../grant-row.ts';
import { named } from './statement.ts';

/** Every statement of the grant store, whole. */
export const grantStatements = named('grant', {
  put: `
    INSERT INTO grant_record AS kept (${GRANT_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (kind, id) DO UPDATE SET uid = excluded.uid, grant_id = excluded.grant_id,
      expires_at = excluded.expires_at, consumed_at = coalesce(kept.consumed_at, excluded.consumed_at), data = excluded.data`,

  find: `
    SELECT ${GRANT_COLUMNS} FROM grant_record
    WHERE kind = $1 AND id = $2 AND (expires_at IS NULL OR expires_at > $3)`,

  findByUid: `
    SELECT ${GRANT_COLUMNS} FROM grant_record
    WHERE kind = $1 AND uid = $2 AND (expires_at IS NULL OR expires_at > $3)
    ORDER BY expires_at DESC NULLS FIRST LIMIT 1`,

  list: `
    SELECT ${GRANT_COLUMNS} FROM grant_record
    WHERE kind = $1 AND (expires_at IS NULL OR expires_at > $2)
    ORDER BY expires_at DESC NULLS FIRST, id LIMIT $3`,

  count: `
    SELECT count(*) AS count FROM grant_record WHERE kind = $1 AND (expires_at IS NULL OR expires_at > $2)`,

  // A second one waits for the first, and then finds it used.
  consume: `
    UPDATE grant_record SET consumed_at = $3, consumer = $4
    WHERE kind = $1 AND id = $2 AND (consumed_at IS NULL OR consumer = $4) AND (expires_at IS NULL OR expires_at > $3)
    RETURNING id`,

  remove: `
    DELETE FROM grant_record WHERE kind = $1 AND id = $2`,

  removeKind: `
    DELETE FROM grant_record WHERE kind = $1`,

  revoke: `
    DELETE FROM grant_record WHERE grant_id = $1`,

  prune: `
    WITH old AS (
      SELECT kind, id FROM grant_record WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM grant_record AS record USING old WHERE record.kind = old.kind AND record.id = old.id RETURNING 1
    )
    SELECT count(*) AS count FROM gone`,
});
