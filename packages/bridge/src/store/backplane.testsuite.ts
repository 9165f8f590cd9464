import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreSetup } from './task-store.testsuite.ts';

/** What every store promises of its Backplane, also one that reaches nobody. */
export function describeBackplane(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`Backplane contract: ${name}`, () => {
    let world: StoreSetup;

    beforeEach(async () => {
      world = await setup();
    });
    afterEach(async () => {
      await world.teardown();
    });

    it('does not bring back what this process published', async () => {
      const store = await world.open();
      const heard: unknown[] = [];
      store.backplane.listen((message) => heard.push(message));
      store.backplane.publish('mine');
      await store.close();
      expect(heard).toEqual([]);
    });

    it('throws nothing, also when the store is closed', async () => {
      const store = await world.open();
      await store.close();
      expect(() => store.backplane.publish({ any: 'thing' })).not.toThrow();
      expect(() => store.backplane.listen(() => {})()).not.toThrow();
    });
  });
}
