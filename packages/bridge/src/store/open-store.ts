import { join } from 'node:path';
import type { Store } from '../domain/port/store.ts';

export interface StoreAddress {
  /** Folder of `state.db`, unless a database is named. */
  readonly home: string;
  /** `postgres://…`, for more than one machine. */
  readonly databaseUrl?: string | undefined;
}

/** The store that was configured. What it takes to speak to the other one is not loaded. Errors: `store_unavailable`. */
export async function openStore({ home, databaseUrl }: StoreAddress): Promise<Store> {
  if (databaseUrl !== undefined) {
    const { openPostgresStore } = await import('./postgres/open-store.ts');
    return await openPostgresStore(databaseUrl);
  }
  const { openSqliteStore } = await import('./sqlite/open-store.ts');
  return openSqliteStore(join(home, 'state.db'));
}
