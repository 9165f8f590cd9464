import pg from 'pg';
import { Failure } from '../../domain/failure.ts';
import type { Store } from '../../domain/port/store.ts';
import { createSignal } from '../signal.ts';
import { createAccessTokenStore } from './access-token-store.ts';
import { createAuditLog } from './audit-log.ts';
import { createBackplane } from './backplane.ts';
import { createConnection, type Connection } from './connection.ts';
import { createEndpointRegister } from './endpoint-register.ts';
import { createEventLog } from './event-log.ts';
import { isComingBack } from './failures.ts';
import { createGrantStore } from './grant-store.ts';
import { createKeyring } from './keyring.ts';
import { createLinkRegister } from './link-register.ts';
import { migrate } from './migrate.ts';
import { createOutbox } from './outbox.ts';
import { createSpokenTasks } from './spoken-tasks.ts';
import { createTaskStore } from './task-store.ts';
import { createThreadLog } from './thread-log.ts';
import { createUploadStore } from './upload-store.ts';
import { createWebUserStore } from './web-user-store.ts';

/** Whoever mistyped an address waits no longer. */
const OPENING_PATIENCE_MS = 2_000;
/** The address is right: the server there says that it is starting, and may have much to recover. */
const RESTART_PATIENCE_MS = 30_000;

/** A PostgreSQL database, shared by any number of processes on any number of machines. Errors: `store_unavailable`. */
export async function openPostgresStore(url: string): Promise<Store> {
  const place = placeIn(url);
  const connection = createConnection(url, place);
  try {
    await prepare(connection, place);
  } catch (thrown) {
    await connection.close();
    throw thrown;
  }
  const appended = createSignal();
  const written = createSignal();
  return {
    tasks: createTaskStore(connection, appended),
    outbox: createOutbox(connection),
    events: createEventLog(connection, appended),
    grants: createGrantStore(connection),
    keyring: createKeyring(connection),
    accessTokens: createAccessTokenStore(connection),
    audit: createAuditLog(connection),
    endpoints: createEndpointRegister(connection),
    spoken: createSpokenTasks(connection),
    threads: createThreadLog(connection, written),
    webUsers: createWebUserStore(connection),
    uploads: createUploadStore(connection),
    links: createLinkRegister(connection),
    backplane: createBackplane(connection),
    place,
    async close() {
      appended.end();
      written.end();
      await connection.close();
    },
  };
}

async function prepare({ run, listen }: Connection, place: string): Promise<void> {
  const attempt = (patienceMs: number) =>
    run(async (ask) => {
      await migrate(ask, place);
      await listen();
    }, patienceMs);
  try {
    await attempt(OPENING_PATIENCE_MS);
  } catch (thrown) {
    if (!isComingBack(thrown)) throw thrown;
    await attempt(RESTART_PATIENCE_MS);
  }
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
