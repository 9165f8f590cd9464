import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { Store } from '../../domain/port/store.ts';
import type { Row } from '../row.ts';
import { openPostgresStore } from './open-store.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a database in the server the tests may use: theirs are made beside it. */
    postgresUrl: string;
  }
}

/** A database of its own, for one file of tests. */
export interface TempDatabase {
  readonly url: string;
  drop(): Promise<unknown>;
}

/** A real store in a database that nobody else uses meanwhile. */
export interface TempStore {
  /** Opens a connection, as one process would. */
  open(): Promise<Store>;
  /** Closes all of them and empties the database. */
  discard(): Promise<void>;
}

export async function createTempDatabase(): Promise<TempDatabase> {
  const name = `clawbridge_test_${randomUUID().replaceAll('-', '')}`;
  const server = inject('postgresUrl');
  await execute(server, `CREATE DATABASE ${name}`);
  return {
    url: Object.assign(new URL(server), { pathname: name }).href,
    drop: () => execute(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

export function createTempStore({ url }: Pick<TempDatabase, 'url'>): TempStore {
  const opened: Store[] = [];
  return {
    async open() {
      const store = await openPostgresStore(url);
      opened.push(store);
      return store;
    },
    async discard() {
      for (const store of opened.splice(0)) await store.close().catch(() => {});
      await execute(url, 'DROP SCHEMA IF EXISTS clawbridge CASCADE');
    },
  };
}

/** The registers go by the clock of the database: for their leases time passes when they are that much older. Milliseconds. */
export function age({ url }: Pick<TempDatabase, 'url'>, ms: number): Promise<unknown> {
  return execute(
    url,
    `UPDATE clawbridge.endpoint SET lease_until = lease_until - ${ms}, held_at = held_at - ${ms};
     UPDATE clawbridge.link SET lease_until = lease_until - ${ms} WHERE holder IS NOT NULL`,
  );
}

/** Asks the database beside the store. */
export async function execute(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
