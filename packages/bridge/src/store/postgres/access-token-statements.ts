import { ACCESS_TOKEN_COLUMNS } from '../access-token-row.ts';
import { named } from './statement.ts';

/** Every statement of the access token store, whole. */
export const accessTokenStatements = named('access_token', {
  add: `
    INSERT INTO access_token (${ACCESS_TOKEN_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT DO NOTHING RETURNING id`,

  added: `
    SELECT id FROM access_token WHERE id = $1 AND hash = $2`,

  findByHash: `
    SELECT ${ACCESS_TOKEN_COLUMNS} FROM access_token WHERE hash = $1`,

  list: `
    SELECT ${ACCESS_TOKEN_COLUMNS} FROM access_token ORDER BY seq DESC`,

  revoke: `
    UPDATE access_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id`,

  revoked: `
    SELECT id FROM access_token WHERE id = $1 AND revoked_at = $2`,

  used: `
    UPDATE access_token SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)`,
});
