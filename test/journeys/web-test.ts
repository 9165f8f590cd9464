import { test } from 'vitest';
import { makeWebWorld, type WebWorld } from './web-world.ts';

/** A test with a relay of its own. */
export const it = test.extend<{ world: WebWorld }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures a fixture needs off its first parameter
  world: async ({}, use) => {
    const world = await makeWebWorld();
    await use(world);
    await world.close();
  },
});
