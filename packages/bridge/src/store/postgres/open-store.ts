import pg from 'pg';
import { Failure } from '../../domain/failure.ts';
import type { Store } from '../../domain/port/store.ts';
import { createSignal } from '../signal.ts';
import { createConnection } from './connection.ts';
import { createEventLog } from './event-log.ts';
import { migrate } from './migrate.ts';
import { createOutbox } from './outbox.ts';
import { createTaskStore } from './task-store.ts';

/** Long enough for a server that is being restarted; whoever mistyped an address waits no longer. */
const OPENING_PATIENCE_MS = 2_000;

/** A PostgreSQL database, shared by any number of processes on any number of machines. Errors: `store_unavailable`. */
export async function openPostgresStore(url: string): Promise<Store> {
  const place = placeIn(url);
  const connection = createConnection(url, place);
  try {
    await connection.run((ask) => migrate(ask, place), OPENING_PATIENCE_MS);
    await connection.listen();
  } catch (thrown) {
    await connection.close();
    throw thrown;
  }
  const appended = createSignal();
  return {
    tasks: createTaskStore(connection, appended),
    outbox: createOutbox(connection),
    events: createEventLog(connection, appended),
    place,
    async close() {
      appended.end();
      await connection.close();
    },
  };
}

/** Where it is, without user and password. */
function placeIn(url: string): string {
  try {
    const { host, port, database = '' } = new pg.Client({ connectionString: url });
    return `${host}:${port}/${database}`;
  } catch {
    // No cause: it would hold the URL, and with it the password.
    throw new Failure('store_unavailable', 'The database URL cannot be understood.', {
      hint: 'Write it as postgres://user:password@host:5432/database, with special characters of the password as %XX.',
    });
  }
}
