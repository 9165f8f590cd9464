import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../domain/port/store.ts';
import { openSqliteStore } from './open-store.ts';

/** A real store in a folder of its own. */
export interface TempStore {
  /** Opens a connection, as one process would. */
  open(): Store;
  /** Closes all of them and deletes the folder. */
  discard(): Promise<void>;
}

export function createTempStore(): TempStore {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-test-'));
  const opened: Store[] = [];
  return {
    open() {
      const store = openSqliteStore(join(folder, 'state.db'));
      opened.push(store);
      return store;
    },
    async discard() {
      for (const store of opened) await store.close().catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
