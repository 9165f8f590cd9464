import { createStore, del, set, values } from 'idb-keyval';
import type { OutboxStore, Waiting } from './outbox.ts';

/** In IndexedDB, because files have bytes. One for each person who uses this browser. */
export function createOutboxStore(user: string): OutboxStore {
  const database = createStore(`clawbridge-outbox-${user}`, 'waiting');
  return {
    async load() {
      const kept = await values<Waiting>(database);
      return kept.toSorted((a, b) => a.at - b.at);
    },
    put: (message) => set(message.cid, message, database),
    remove: (cid) => del(cid, database),
  };
}
