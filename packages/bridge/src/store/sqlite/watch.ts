import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';

/** A look costs 4 µs; twice a look is what another process's change may stay unseen. */
const LOOK_EVERY_MS = 50;

/**
 * Calls back after another connection changed the file. SQLite keeps a counter for exactly this; a file watcher
 * would miss changes on network and container file systems.
 */
export function createWatch(db: DatabaseSync): { watch(listener: () => void): () => void; close(): void } {
  const version = db.prepare('PRAGMA data_version');
  const read = () => Number(version.get()?.['data_version']);
  const listeners = new Set<() => void>();
  let seen = read();
  // A look fails while another process recovers the log or when the disk does: the next one finds what this one missed.
  const look = () => {
    try {
      return read();
    } catch {
      return seen;
    }
  };
  const timer = setInterval(() => {
    const now = look();
    if (now === seen) return;
    seen = now;
    for (const listener of listeners) listener();
  }, LOOK_EVERY_MS).unref();
  return {
    watch(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close: () => clearInterval(timer),
  };
}
