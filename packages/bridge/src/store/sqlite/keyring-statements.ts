import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';

export type KeyringStatements = ReturnType<typeof prepareKeyringStatements>;

/** Every statement of the keyring, whole. */
export function prepareKeyringStatements(db: DatabaseSync) {
  return {
    find: db.prepare(`
      SELECT value FROM keyring WHERE name = :name`),

    keep: db.prepare(`
      INSERT INTO keyring (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING`),

    replace: db.prepare(`
      INSERT INTO keyring (name, value) VALUES (:name, :value)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value`),
  };
}
