import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { ACCESS_TOKEN_COLUMNS } from '../access-token-row.ts';

export type AccessTokenStatements = ReturnType<typeof prepareAccessTokenStatements>;

/** Every statement of the access token store, whole. */
export function prepareAccessTokenStatements(db: DatabaseSync) {
  return {
    add: db.prepare(`
      INSERT INTO access_token (${ACCESS_TOKEN_COLUMNS})
      VALUES (:id, :hash, :name, :principal, :scopes, :allow, :created_at, :expires_at, :last_used_at, :revoked_at)
      ON CONFLICT DO NOTHING`),

    findByHash: db.prepare(`
      SELECT ${ACCESS_TOKEN_COLUMNS} FROM access_token WHERE hash = :hash`),

    list: db.prepare(`
      SELECT ${ACCESS_TOKEN_COLUMNS} FROM access_token ORDER BY seq DESC`),

    revoke: db.prepare(`
      UPDATE access_token SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL`),

    used: db.prepare(`
      UPDATE access_token SET last_used_at = :now WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :now)`),
  };
}
