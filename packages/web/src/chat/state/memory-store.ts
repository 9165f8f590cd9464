import { clear, createStore, del, delMany, get, keys, set, update, type UseStore } from 'idb-keyval';
import type { KeptList, KeptLog, MemoryStore } from './memory.ts';

/** Threads whose newest page is kept. */
const MOST_THREADS = 20;

/** In IndexedDB. Whatever is there of somebody else is thrown away. */
export function createMemoryStore(user: string): MemoryStore {
  const database = openDatabase();
  const mine = `${user}/`;
  const listKey = `${mine}list`;
  const orderKey = `${mine}order`;
  const logKey = (thread: string) => `${mine}log/${thread}`;
  dropOthers(database, mine).catch(() => undefined);
  return {
    loadList: () => get<KeptList>(listKey, database),
    putList: (list) => set(listKey, list, database),
    loadLog: (thread) => get<KeptLog>(logKey(thread), database),
    async putLog(thread, log) {
      let late: readonly string[] = [];
      const putFirst = (before: readonly string[] = []) => {
        const order = [thread, ...before.filter((other) => other !== thread)];
        late = order.slice(MOST_THREADS);
        return order.slice(0, MOST_THREADS);
      };
      // Both are asked for at once: what throws everything away comes before both, or after both.
      await Promise.all([set(logKey(thread), log, database), update(orderKey, putFirst, database)]);
      await delMany(late.map(logKey), database);
    },
    removeLog: (thread) => del(logKey(thread), database),
    clear: () => clear(database),
  };
}

/** For whoever leaves: the next one at this browser finds nothing. */
export async function forgetMemory(): Promise<void> {
  await clear(openDatabase());
}

function openDatabase(): UseStore {
  return createStore('clawbridge-memory', 'kept');
}

async function dropOthers(database: UseStore, mine: string): Promise<void> {
  const kept = await keys<string>(database);
  await delMany(
    kept.filter((key) => !key.startsWith(mine)),
    database,
  );
}
