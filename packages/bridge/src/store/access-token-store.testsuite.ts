import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessToken } from '../domain/access-token.ts';
import { EVERYTHING } from '../domain/allow-list.ts';
import type { AccessTokenStore } from '../domain/port/access-token-store.ts';
import type { Store } from '../domain/port/store.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

/** The promises of the AccessTokenStore port; every store keeps them. */
export function describeAccessTokenStore(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`AccessTokenStore contract: ${name}`, () => {
    let world: StoreSetup;
    let store: Store;
    let tokens: AccessTokenStore;

    beforeEach(async () => {
      world = await setup();
      store = await world.open();
      tokens = store.accessTokens;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const add = async (id: string, over: Partial<AccessToken> = {}): Promise<AccessToken> => {
      const token: AccessToken = {
        id,
        name: 'Cursor',
        hash: `hash of ${id}`,
        principal: 'owner',
        scopes: ['read', 'chat'],
        allow: EVERYTHING,
        createdAt: 1_000,
        ...over,
      };
      await tokens.add(token);
      return token;
    };
    const found = (id: string) => tokens.findByHash(`hash of ${id}`);

    it('gives back a token as it was made', async () => {
      const full = await add('a', {
        name: 'Anna’s "laptop" 👋',
        principal: 'guest',
        scopes: ['read', 'chat', 'approve', 'admin'],
        allow: {
          instances: ['home'],
          channels: ['telegram'],
          agents: ['main', 'ops'],
          sessionPrefixes: ['agent:main:a'],
        },
        expiresAt: 1_700_000_000_000,
        lastUsedAt: 1_100,
        revokedAt: 1_200,
      });
      const bare = await add('b', { scopes: [] });
      expect(await found('a')).toEqual(full);
      expect(await found('b')).toEqual(bare);
    });

    it('finds a token by its whole hash only, in every process', async () => {
      const token = await add('a');
      const { accessTokens: other } = await world.open();
      expect(await other.findByHash('hash of a')).toEqual(token);
      for (const hash of ['hash of', 'hash of a\0', 'hash of %', 'a', ''])
        expect(await other.findByHash(hash)).toBeUndefined();
    });

    it('lists all of them, newest first, also those that are over', async () => {
      expect(await tokens.list()).toEqual([]);
      const a = await add('a', { expiresAt: 1_001 });
      const c = await add('c', { revokedAt: 1_001 });
      const b = await add('b');
      expect(await tokens.list()).toEqual([b, c, a]);
    });

    it('takes no second one of an id or a hash, and leaves the first as it is', async () => {
      const first = await add('a');
      const results = await Promise.allSettled([
        add('a', { hash: 'another' }),
        add('b'),
        add('c', { hash: first.hash }),
      ]);
      expect(results).toMatchObject([
        { status: 'rejected', reason: { code: 'internal' } },
        { status: 'fulfilled' },
        { status: 'rejected', reason: { code: 'internal' } },
      ]);
      expect(await found('a')).toEqual(first);
      expect((await tokens.list()).map(({ id }) => id)).toEqual(['b', 'a']);
    });

    it('is revoked once, and says when it was', async () => {
      const token = await add('a');
      await add('b');
      const { accessTokens: other } = await world.open();
      const answers = await Promise.all([tokens.revoke('a', 2_000), other.revoke('a', 2_001)]);
      expect(answers.filter(Boolean)).toHaveLength(1);
      const revokedAt = answers[0] ? 2_000 : 2_001;
      expect(await other.findByHash(token.hash)).toEqual({ ...token, revokedAt });
      expect(await tokens.revoke('a', 3_000)).toBe(false);
      expect(await tokens.revoke('unknown', 3_000)).toBe(false);
      expect(await found('a')).toMatchObject({ revokedAt });
      expect(await found('b')).not.toHaveProperty('revokedAt');
    });

    it('remembers when a token was last used, also when that is told late', async () => {
      await add('a');
      await tokens.used('a', 3_000);
      await tokens.used('a', 2_000);
      await tokens.used('unknown', 2_000);
      expect(await found('a')).toMatchObject({ lastUsedAt: 3_000 });
      await tokens.used('a', 4_000);
      expect(await found('a')).toMatchObject({ lastUsedAt: 4_000 });
    });

    it('still has it when every process has ended', async () => {
      const token = await add('a');
      await tokens.used('a', 2_000);
      await tokens.revoke('a', 3_000);
      await store.close();
      const { accessTokens: later } = await world.open();
      expect(await later.list()).toEqual([{ ...token, lastUsedAt: 2_000, revokedAt: 3_000 }]);
    });
  });
}
