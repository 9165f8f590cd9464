import type { Config } from '../config/read.ts';
import type { Store } from '../domain/port/store.ts';
import { openStore } from '../store/open-store.ts';

/** For a command that needs the store and no gateway. Errors: `store_unavailable`, and those of the work. */
export async function withStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(config);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
