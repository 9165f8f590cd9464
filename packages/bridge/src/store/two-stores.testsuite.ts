import { afterAll, beforeAll } from 'vitest';
import type { Store } from '../domain/port/store.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

/** Two processes' views of one store for the tests of this block. Empty until they begin. */
export function twoStores(setup: () => Promise<StoreSetup>): readonly Store[] {
  const stores: Store[] = [];
  let world: StoreSetup;
  beforeAll(async () => {
    world = await setup();
    stores.push(await world.open(), await world.open());
  });
  afterAll(async () => {
    await world.teardown();
  });
  return stores;
}
