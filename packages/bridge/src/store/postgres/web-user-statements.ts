import { PASS_COLUMNS, WEB_USER_COLUMNS } from '../web-user-row.ts';
import { named } from './statement.ts';

/** Every statement of the store of web users, whole. There are a few, with a few browsers each. */
export const webUserStatements = named('web_user', {
  add: `
    INSERT INTO web_user (id, name, folded, created_at, revoked_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING RETURNING id`,

  list: `
    SELECT ${WEB_USER_COLUMNS} FROM web_user ORDER BY revoked_at IS NOT NULL, folded, id`,

  find: `
    SELECT ${WEB_USER_COLUMNS} FROM web_user WHERE id = $1`,

  findByName: `
    SELECT ${WEB_USER_COLUMNS} FROM web_user WHERE folded = $1 AND revoked_at IS NULL`,

  revoke: `
    WITH revoked AS (
      UPDATE web_user SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id
    ), invites AS (
      DELETE FROM web_invite USING revoked WHERE web_invite.person = revoked.id
    ), sessions AS (
      DELETE FROM web_session USING revoked WHERE web_session.person = revoked.id
    )
    SELECT id FROM revoked`,

  revoked: `
    SELECT id FROM web_user WHERE id = $1 AND revoked_at = $2`,

  seen: `
    UPDATE web_user SET last_seen_at = $2 WHERE id = $1 AND (last_seen_at IS NULL OR last_seen_at < $2)`,

  invite: `
    INSERT INTO web_invite (${PASS_COLUMNS}) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,

  redeem: `
    WITH taken AS (
      DELETE FROM web_invite WHERE hash = $1 AND expires_at > $2 RETURNING person
    ), welcome AS MATERIALIZED (
      SELECT ${WEB_USER_COLUMNS} FROM web_user JOIN taken ON web_user.id = taken.person WHERE revoked_at IS NULL
    ), begun AS (
      INSERT INTO web_session (${PASS_COLUMNS}) SELECT $3::text, id, $4::bigint, $5::bigint FROM welcome
    )
    SELECT * FROM welcome`,

  userOfSession: `
    SELECT ${WEB_USER_COLUMNS} FROM web_user
    WHERE id = (SELECT person FROM web_session WHERE hash = $1) AND revoked_at IS NULL`,

  addSession: `
    INSERT INTO web_session (${PASS_COLUMNS}) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,

  // The owner is no row among the users.
  session: `
    SELECT ${PASS_COLUMNS} FROM web_session
    WHERE hash = $1 AND expires_at > $2
      AND NOT EXISTS (SELECT 1 FROM web_user WHERE id = web_session.person AND revoked_at IS NOT NULL)`,

  prolong: `
    UPDATE web_session SET expires_at = $2 WHERE hash = $1`,

  endSession: `
    DELETE FROM web_session WHERE hash = $1`,

  endSessions: `
    DELETE FROM web_session WHERE person = $1`,

  prune: `
    WITH invites AS (
      DELETE FROM web_invite WHERE expires_at < $1 RETURNING 1
    ), sessions AS (
      DELETE FROM web_session WHERE expires_at < $1 RETURNING 1
    )
    SELECT (SELECT count(*) FROM invites) + (SELECT count(*) FROM sessions) AS count`,
});
