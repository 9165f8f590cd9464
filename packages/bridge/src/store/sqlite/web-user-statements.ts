import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { PASS_COLUMNS, WEB_USER_COLUMNS } from '../web-user-row.ts';

export type WebUserStatements = ReturnType<typeof prepareWebUserStatements>;

/** Every statement of the store of web users, whole. There are a few, with a few browsers each. */
export function prepareWebUserStatements(db: DatabaseSync) {
  return {
    add: db.prepare(`
      INSERT INTO web_user (id, name, folded, created_at, revoked_at, last_seen_at)
      VALUES (:id, :name, :folded, :created_at, :revoked_at, :last_seen_at)
      ON CONFLICT DO NOTHING`),

    list: db.prepare(`
      SELECT ${WEB_USER_COLUMNS} FROM web_user ORDER BY revoked_at IS NOT NULL, folded, id`),

    find: db.prepare(`
      SELECT ${WEB_USER_COLUMNS} FROM web_user WHERE id = :id`),

    findByName: db.prepare(`
      SELECT ${WEB_USER_COLUMNS} FROM web_user WHERE folded = :folded AND revoked_at IS NULL`),

    revoke: db.prepare(`
      UPDATE web_user SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL`),

    forgetInvites: db.prepare(`
      DELETE FROM web_invite WHERE person = :person`),

    seen: db.prepare(`
      UPDATE web_user SET last_seen_at = :now WHERE id = :id AND (last_seen_at IS NULL OR last_seen_at < :now)`),

    invite: db.prepare(`
      INSERT INTO web_invite (${PASS_COLUMNS}) VALUES (:hash, :person, :created_at, :expires_at)`),

    invited: db.prepare(`
      SELECT ${WEB_USER_COLUMNS} FROM web_user
      WHERE id = (SELECT person FROM web_invite WHERE hash = :hash AND expires_at > :now) AND revoked_at IS NULL`),

    takeInvite: db.prepare(`
      DELETE FROM web_invite WHERE hash = :hash`),

    addSession: db.prepare(`
      INSERT INTO web_session (${PASS_COLUMNS}) VALUES (:hash, :person, :created_at, :expires_at)`),

    // The owner is no row among the users.
    session: db.prepare(`
      SELECT ${PASS_COLUMNS} FROM web_session
      WHERE hash = :hash AND expires_at > :now
        AND NOT EXISTS (SELECT 1 FROM web_user WHERE id = web_session.person AND revoked_at IS NOT NULL)`),

    prolong: db.prepare(`
      UPDATE web_session SET expires_at = :expiresAt WHERE hash = :hash`),

    endSession: db.prepare(`
      DELETE FROM web_session WHERE hash = :hash`),

    endSessions: db.prepare(`
      DELETE FROM web_session WHERE person = :person`),

    pruneInvites: db.prepare(`
      DELETE FROM web_invite WHERE expires_at < :before`),

    pruneSessions: db.prepare(`
      DELETE FROM web_session WHERE expires_at < :before`),
  };
}
