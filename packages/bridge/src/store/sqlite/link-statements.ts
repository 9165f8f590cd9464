import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';

export type LinkStatements = ReturnType<typeof prepareLinkStatements>;

/** Every statement of the link register, whole. There are a few links, so it has no index. */
export function prepareLinkStatements(db: DatabaseSync) {
  return {
    take: db.prepare(`
      INSERT INTO link (name, holder, lease_until, since) VALUES (:name, :holder, :until, :now)
      ON CONFLICT DO UPDATE
        SET holder = excluded.holder, lease_until = excluded.lease_until, since = excluded.since`),

    renew: db.prepare(`
      UPDATE link SET lease_until = :until
      WHERE holder = :holder AND name IN (SELECT value FROM json_each(:names))
      RETURNING name`),

    release: db.prepare(`
      UPDATE link SET holder = NULL, lease_until = 0, since = :now WHERE name = :name AND holder = :holder`),

    // Whose lease ran out has been away since then.
    list: db.prepare(`
      SELECT name, lease_until > :now AS is_connected,
        iif(holder IS NOT NULL AND lease_until <= :now, lease_until, since) AS since
      FROM link ORDER BY name`),

    forget: db.prepare(`
      DELETE FROM link WHERE name = :name`),
  };
}
