import { makeHome, type Environment } from '../journeys/program.ts';
import { startPostgres } from '../postgres/server.ts';
import type { Door } from './mortal.ts';

/** A store that bridges share while they are killed. */
export interface SharedStore {
  /** Leads a bridge to the store. */
  readonly env: Environment;
  /** Restarts the database under the bridges' feet, where it is a process of its own. */
  restartDatabase?(): Promise<void>;
  remove?(): Promise<void>;
}

export interface StoreKind {
  readonly name: string;
  /** The bridges on it. Each has a home and a device key of its own, unless the store's environment names the home. */
  readonly doors: readonly Door[];
  /** An empty store. */
  open(): Promise<SharedStore>;
}

export const onSqlite: StoreKind = {
  name: 'SQLite',
  doors: ['Streamable HTTP', 'stdio', 'stdio'],
  async open() {
    const home = makeHome();
    return { env: { CLAWBRIDGE_HOME: home.path }, remove: async () => home.remove() };
  },
};

export const onPostgres: StoreKind = {
  name: 'PostgreSQL',
  doors: ['Streamable HTTP', 'Streamable HTTP'],
  async open() {
    const server = await startPostgres();
    await server.createDatabase('soak');
    return {
      env: { CLAWBRIDGE_DATABASE_URL: server.urlOf('soak') },
      async restartDatabase() {
        await server.crash();
        await server.start();
      },
      remove: server.discard,
    };
  },
};
