import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { Failure } from '../../domain/failure.ts';
import { migrations } from './migrations.ts';

/** Brings the schema up to date, once, whoever comes first: the write lock is the lock. */
export function migrate(db: DatabaseSync, file: string): void {
  if (versionOf(db) === migrations.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(db);
    refuseNewer(version, file);
    for (const sql of migrations.slice(version)) db.exec(sql);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
    db.exec('COMMIT');
  } catch (thrown) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw thrown;
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}

function refuseNewer(version: number, file: string): void {
  if (version <= migrations.length) return;
  throw new Failure(
    'store_unavailable',
    `The store ${file} was written by a newer clawbridge (schema ${version}).`,
    {
      hint: 'Update this clawbridge, or give it another CLAWBRIDGE_HOME.',
    },
  );
}
