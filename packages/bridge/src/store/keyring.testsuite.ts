import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Keyring } from '../domain/port/keyring.ts';
import type { Store } from '../domain/port/store.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

/** The promises of the Keyring port; every store keeps them. */
export function describeKeyring(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`Keyring contract: ${name}`, () => {
    let world: StoreSetup;
    let store: Store;
    let keyring: Keyring;

    beforeEach(async () => {
      world = await setup();
      store = await world.open();
      keyring = store.keyring;
    });
    afterEach(async () => {
      await world.teardown();
    });

    it('keeps the first value of a name', async () => {
      expect(await keyring.find('cookies')).toBeUndefined();
      expect(await keyring.keep('cookies', 'first')).toBe('first');
      expect(await keyring.keep('cookies', 'second')).toBe('first');
      expect(await keyring.find('cookies')).toBe('first');
      expect(await keyring.find('cookie')).toBeUndefined();
    });

    it('gives one value to all who bring their own at once, in any process', async () => {
      const rings = [keyring, (await world.open()).keyring, (await world.open()).keyring];
      const names = Array.from({ length: 10 }, (_, i) => `key${i}`);
      const kept = await Promise.all(
        names.map((key) => Promise.all(rings.map((ring, i) => ring.keep(key, `${key} of ${i}`)))),
      );
      for (const [i, values] of kept.entries()) {
        expect(new Set(values).size).toBe(1);
        expect(await keyring.find(names[i]!)).toBe(values[0]);
      }
    });

    it('replaces a value, also where there was none', async () => {
      const { keyring: other } = await world.open();
      await keyring.replace('password', 'one');
      expect(await other.find('password')).toBe('one');
      await other.replace('password', 'two');
      expect(await keyring.find('password')).toBe('two');
      expect(await keyring.keep('password', 'three')).toBe('two');
    });

    it('keeps what a key is written with, and long ones', async () => {
      const key = `-----BEGIN PRIVATE KEY-----\n${'MIIE/+='.repeat(1_000)}\n"'\\ü`;
      expect(await keyring.keep('key', key)).toBe(key);
      expect(await keyring.find('key')).toBe(key);
    });

    it('still has it when every process has ended', async () => {
      await keyring.keep('a', '1');
      await keyring.keep('b', '1');
      await keyring.replace('b', '2');
      await store.close();
      const { keyring: later } = await world.open();
      expect([await later.find('a'), await later.keep('b', '3')]).toEqual(['1', '2']);
    });
  });
}
