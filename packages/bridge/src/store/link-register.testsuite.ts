import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LINK_LEASE_MS } from '../domain/link.ts';
import type { LinkRegister } from '../domain/port/link-register.ts';
import type { TimedSetup } from './endpoint-register.testsuite.ts';

/** The promises of the LinkRegister port; every store keeps them. */
export function describeLinkRegister(name: string, setup: () => Promise<TimedSetup>): void {
  describe(`LinkRegister contract: ${name}`, () => {
    let world: TimedSetup;
    let links: LinkRegister;

    beforeEach(async () => {
      world = await setup();
      links = (await world.open()).links;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const take = async (link: string, holder: string) => {
      const now = world.now();
      await links.take(link, holder, now, now + LINK_LEASE_MS);
      return now;
    };
    const renew = (holder: string, names: readonly string[]) => {
      const now = world.now();
      return links.renew(holder, names, now, now + LINK_LEASE_MS);
    };
    const connected = async () =>
      (await links.list(world.now())).filter(({ isConnected }) => isConnected).map((link) => link.name);

    it('gives a link to whoever takes it last', async () => {
      await take('default', 'a');
      await take('default', 'b');
      expect(await renew('a', ['default'])).toEqual([]);
      expect(await renew('b', ['default'])).toEqual(['default']);
    });

    it('gives a link to one of two processes that take it at the same moment', async () => {
      const other = (await world.open()).links;
      const now = world.now();
      await Promise.all([
        links.take('default', 'a', now, now + LINK_LEASE_MS),
        other.take('default', 'b', now, now + LINK_LEASE_MS),
      ]);
      const held = [...(await renew('a', ['default'])), ...(await renew('b', ['default']))];
      expect(held).toEqual(['default']);
    });

    it('tells everybody what is connected, and since when', async () => {
      const since = await take('work', 'a');
      await take('default', 'b');
      expect((await links.list(world.now())).map((link) => link.name)).toEqual(['default', 'work']);
      expect(await connected()).toEqual(['default', 'work']);
      const released = world.now();
      await links.release('default', 'b', released);
      expect(await links.list(world.now())).toEqual([
        { name: 'default', isConnected: false, since: released },
        { name: 'work', isConnected: true, since },
      ]);
    });

    it('counts a link as gone when its process no longer says that it lives', async () => {
      await take('default', 'a');
      await take('work', 'a');
      await world.pass(LINK_LEASE_MS / 2);
      expect(await renew('a', ['work', 'unknown'])).toEqual(['work']);
      await world.pass(LINK_LEASE_MS / 2);
      expect(await connected()).toEqual(['work']);
      expect(await renew('a', ['default', 'work'])).toHaveLength(2);
      expect(await connected()).toEqual(['default', 'work']);
    });

    it('lets nobody release what another one has by now', async () => {
      await take('default', 'a');
      await take('default', 'b');
      await links.release('default', 'a', world.now());
      expect(await connected()).toEqual(['default']);
    });

    it('renews nothing for whoever has nothing', async () => {
      expect(await renew('a', [])).toEqual([]);
      expect(await renew('a', ['default'])).toEqual([]);
      expect(await links.list(world.now())).toEqual([]);
    });

    it('forgets a link', async () => {
      await take('default', 'a');
      await links.forget('default');
      expect(await links.list(world.now())).toEqual([]);
      expect(await renew('a', ['default'])).toEqual([]);
    });
  });
}
