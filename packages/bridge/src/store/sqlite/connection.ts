import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { storeFailure } from './failures.ts';
import { openDatabase } from './open.ts';
import { createWatch } from './watch.ts';
import { createWriter, type Writer } from './writer.ts';

/** One process's way to the file: all its reads, changes and watches go through here. */
export interface Connection {
  readonly db: DatabaseSync;
  read<T>(query: () => T): Promise<T>;
  readonly write: Writer['write'];
  /** Calls back after another process wrote. Returns how to stop. */
  watch(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Errors: `store_unavailable`. */
export function connect(file: string): Connection {
  const db = openDatabase(file);
  const { write, drain } = createWriter(db, file);
  const { watch, close } = createWatch(db);
  return {
    db,
    write,
    watch,
    async read(query) {
      try {
        return query();
      } catch (thrown) {
        throw storeFailure(thrown, file);
      }
    },
    async close() {
      close();
      await drain();
      foldLog(db);
      db.close();
    },
  };
}

/**
 * Moves the log into the file, so that the file alone is the whole store once nobody uses it. SQLite does so when the last
 * connection closes, but the driver keeps a connection open for as long as its statements live.
 */
function foldLog(db: DatabaseSync): void {
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // A full disk, say. The log keeps everything until somebody else can move it.
  }
}
