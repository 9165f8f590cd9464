import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { GRANT_COLUMNS } from '../grant-row.ts';

export type GrantStatements = ReturnType<typeof prepareGrantStatements>;

/** Every statement of the grant store, whole. */
export function prepareGrantStatements(db: DatabaseSync) {
  return {
    put: db.prepare(`
      INSERT INTO grant_record (${GRANT_COLUMNS})
      VALUES (:kind, :id, :uid, :grant_id, :expires_at, :consumed_at, :data)
      ON CONFLICT (kind, id) DO UPDATE SET uid = excluded.uid, grant_id = excluded.grant_id,
        expires_at = excluded.expires_at, consumed_at = coalesce(consumed_at, excluded.consumed_at), data = excluded.data`),

    find: db.prepare(`
      SELECT ${GRANT_COLUMNS} FROM grant_record
      WHERE kind = :kind AND id = :id AND (expires_at IS NULL OR expires_at > :now)`),

    findByUid: db.prepare(`
      SELECT ${GRANT_COLUMNS} FROM grant_record
      WHERE kind = :kind AND uid = :uid AND (expires_at IS NULL OR expires_at > :now)
      ORDER BY expires_at DESC NULLS FIRST LIMIT 1`),

    list: db.prepare(`
      SELECT ${GRANT_COLUMNS} FROM grant_record
      WHERE kind = :kind AND (expires_at IS NULL OR expires_at > :now)
      ORDER BY expires_at DESC NULLS FIRST, id LIMIT :limit`),

    count: db.prepare(`
      SELECT count(*) AS count FROM grant_record WHERE kind = :kind AND (expires_at IS NULL OR expires_at > :now)`),

    consume: db.prepare(`
      UPDATE grant_record SET consumed_at = :now
      WHERE kind = :kind AND id = :id AND consumed_at IS NULL AND (expires_at IS NULL OR expires_at > :now)`),

    remove: db.prepare(`
      DELETE FROM grant_record WHERE kind = :kind AND id = :id`),

    removeKind: db.prepare(`
      DELETE FROM grant_record WHERE kind = :kind`),

    revoke: db.prepare(`
      DELETE FROM grant_record WHERE grant_id = :grantId`),

    prune: db.prepare(`
      DELETE FROM grant_record WHERE rowid IN (
        SELECT rowid FROM grant_record WHERE expires_at <= :now ORDER BY expires_at LIMIT :limit)`),
  };
}
