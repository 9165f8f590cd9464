import { Failure } from '../../domain/failure.ts';
import type { Ask } from './connection.ts';
import { inTransaction } from './in-transaction.ts';
import { migrations } from './migrations.ts';

/** Any number, as long as nobody else in the database locks it. */
const LOCK = 7_263_011_204;

/**
 * Brings the schema up to date, once, whoever comes first: the others wait for the advisory lock, which ends with the
 * transaction. Everything lies in a schema of its own, so that a database can be shared.
 */
export async function migrate(ask: Ask, place: string): Promise<void> {
  await refuseReadOnly(ask);
  if ((await versionOf(ask, place)) === migrations.length) return;
  await inTransaction(ask, async () => {
    await ask({ text: 'SELECT pg_advisory_xact_lock($1)' }, [LOCK]);
    const version = await versionOf(ask, place);
    if (version === undefined) await createSchema(ask);
    for (const text of migrations.slice(version ?? 0)) await ask({ text });
    await ask({ text: 'UPDATE clawbridge_schema SET version = $1' }, [migrations.length]);
  });
}

/** Errors: `store_unavailable` when a newer clawbridge was here. */
async function versionOf(ask: Ask, place: string): Promise<number | undefined> {
  // Not to_regclass: it may remember that there was none before we waited for the lock.
  const tables = await ask({
    text: "SELECT FROM pg_tables WHERE schemaname = 'clawbridge' AND tablename = 'clawbridge_schema'",
  });
  if (tables.length === 0) return undefined;
  const [row] = await ask({ text: 'SELECT version FROM clawbridge_schema' });
  const version = Number(row?.['version'] ?? 0);
  if (version > migrations.length) throw newer(version, place);
  return version;
}

/** The schema may have been made for us, by somebody who has the right. */
async function createSchema(ask: Ask): Promise<void> {
  const schemas = await ask({ text: "SELECT FROM pg_namespace WHERE nspname = 'clawbridge'" });
  if (schemas.length === 0) await ask({ text: 'CREATE SCHEMA clawbridge' });
  await ask({ text: 'CREATE TABLE clawbridge_schema (version integer NOT NULL)' });
  await ask({ text: 'INSERT INTO clawbridge_schema VALUES (0)' });
}

/** A standby would be found out at the first change only. The server's own code for it, so that it has one face. */
async function refuseReadOnly(ask: Ask): Promise<void> {
  const [row] = await ask({ text: "SELECT current_setting('transaction_read_only') AS read_only" });
  if (row?.['read_only'] === 'on')
    throw Object.assign(new Error('the database is read-only'), { code: '25006' });
}

function newer(version: number, place: string): Failure {
  return new Failure(
    'store_unavailable',
    `The store ${place} was written by a newer clawbridge (schema ${version}).`,
    { hint: 'Update this clawbridge, or give it another database.' },
  );
}
