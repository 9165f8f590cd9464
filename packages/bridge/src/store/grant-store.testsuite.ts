import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GrantRecord, GrantStore } from '../domain/port/grant-store.ts';
import type { Store } from '../domain/port/store.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

const NOW = 1_000;

/** The promises of the GrantStore port; every store keeps them. */
export function describeGrantStore(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`GrantStore contract: ${name}`, () => {
    let world: StoreSetup;
    let store: Store;
    let grants: GrantStore;

    beforeEach(async () => {
      world = await setup();
      store = await world.open();
      grants = store.grants;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const code = (over: Partial<GrantRecord> = {}): GrantRecord => ({
      kind: 'AuthorizationCode',
      id: 'a',
      data: '{}',
      ...over,
    });
    const put = async (over: Partial<GrantRecord> = {}) => {
      const record = code(over);
      await grants.put(record);
      return record;
    };
    const find = (id = 'a', now = NOW) => grants.find('AuthorizationCode', id, now);
    const consume = (id = 'a', now = NOW) => grants.consume('AuthorizationCode', id, now);
    const left = async (...ids: readonly string[]) => {
      const found = await Promise.all(ids.map((id) => find(id, 0)));
      return found.flatMap((one) => (one ? [one.id] : []));
    };

    describe('keeping', () => {
      it('gives back a record as it was put, with everything and with next to nothing', async () => {
        const full = await put({
          uid: 'u',
          grantId: 'g',
          data: '{"text":"你好 \\u0000 👋","long":"' + 'ü'.repeat(100_000) + '"}',
          expiresAt: 1_700_000_000_000,
          consumedAt: 900,
        });
        const bare = await put({ id: 'b' });
        expect(await find('a')).toEqual(full);
        expect(await find('b')).toEqual(bare);
      });

      it('tells kinds apart that use one id', async () => {
        const record = await put();
        const token = await put({ kind: 'AccessToken', data: '{"its":"own"}' });
        expect(await find()).toEqual(record);
        expect(await grants.find('AccessToken', 'a', NOW)).toEqual(token);
        expect(await grants.find('Session', 'a', NOW)).toBeUndefined();
      });

      it('replaces a record, and nothing of the earlier one stays', async () => {
        await put({ uid: 'u', grantId: 'g', data: '{"v":1}', expiresAt: 2_000 });
        const later = await put({ data: '{"v":2}' });
        expect(await find()).toEqual(later);
        expect(await grants.findByUid('AuthorizationCode', 'u', NOW)).toBeUndefined();
        await grants.revoke('g');
        expect(await find()).toEqual(later);
      });

      it('shows a record to every process at once, and keeps it when all of them end', async () => {
        const { grants: other } = await world.open();
        const record = await put({ expiresAt: 2_000 });
        expect(await other.find('AuthorizationCode', 'a', NOW)).toEqual(record);
        await other.consume('AuthorizationCode', 'a', NOW);
        await store.close();
        const { grants: later } = await world.open();
        expect(await later.find('AuthorizationCode', 'a', NOW)).toEqual({ ...record, consumedAt: NOW });
      });

      it('finds nothing by the beginning of an id, whatever follows it', async () => {
        await put({ id: 'secret' });
        expect(await find('secret\0')).toBeUndefined();
        expect(await find('secret\0more')).toBeUndefined();
        expect(await consume('secret\0')).toBe(false);
        expect(await find("' OR 1=1 --")).toBeUndefined();
      });

      it('forgets a record that is removed; put again it is a new one', async () => {
        await put();
        await put({ id: 'b' });
        await consume();
        await grants.remove('AuthorizationCode', 'a');
        await grants.remove('AuthorizationCode', 'unknown');
        expect(await left('a', 'b')).toEqual(['b']);
        const again = await put();
        expect(await find()).toEqual(again);
      });
    });

    it('forgets all of a kind at once, for every process, and nothing of another kind', async () => {
      const { grants: other } = await world.open();
      await put({ kind: 'Session', id: 'a', uid: 'u' });
      await put({ kind: 'Session', id: 'b', expiresAt: 2_000 });
      const record = await put();
      await other.removeKind('Session');
      await other.removeKind('Unknown');
      expect(await grants.count('Session', 0)).toBe(0);
      expect(await grants.findByUid('Session', 'u', 0)).toBeUndefined();
      expect(await find()).toEqual(record);
    });

    describe('expiry', () => {
      it('comes at its millisecond, whichever way a record is looked for', async () => {
        const record = await put({ uid: 'u', expiresAt: 2_000 });
        expect(await find('a', 1_999)).toEqual(record);
        expect(await grants.findByUid('AuthorizationCode', 'u', 1_999)).toEqual(record);
        expect(await find('a', 2_000)).toBeUndefined();
        expect(await grants.findByUid('AuthorizationCode', 'u', 2_000)).toBeUndefined();
        expect(await consume('a', 2_000)).toBe(false);
        expect(await consume('a', 1_999)).toBe(true);
      });

      it('is put off by putting the record again', async () => {
        await put({ expiresAt: 2_000 });
        const later = await put({ expiresAt: 3_000 });
        expect(await find('a', 2_500)).toEqual(later);
      });

      it('removes what is over, in the order it was over, at most so many at once', async () => {
        await put({ id: 'c', expiresAt: 30 });
        await put({ id: 'a', expiresAt: 10 });
        await put({ id: 'b', expiresAt: 20, kind: 'AuthorizationCode' });
        await put({ id: 'young', expiresAt: 31 });
        await put({ id: 'lasting' });
        const all = ['a', 'b', 'c', 'young', 'lasting'] as const;
        expect(await grants.prune(9, 10)).toBe(0);
        expect(await grants.prune(30, 2)).toBe(2);
        expect(await left(...all)).toEqual(['c', 'young', 'lasting']);
        expect(await grants.prune(30, 2)).toBe(1);
        expect(await grants.prune(30, 2)).toBe(0);
        expect(await left(...all)).toEqual(['young', 'lasting']);
      });

      it('removes records of every kind, and each once when two processes do it at once', async () => {
        const { grants: other } = await world.open();
        const kinds = ['Session', 'Interaction', 'AccessToken'];
        await Promise.all(
          Array.from({ length: 30 }, (_, i) => put({ kind: kinds[i % 3]!, id: `${i}`, expiresAt: 10 })),
        );
        const gone = await Promise.all([grants.prune(10, 100), other.prune(10, 100)]);
        expect(gone.reduce((sum, count) => sum + count)).toBe(30);
      });
    });

    describe('sessions', () => {
      it('are found by their second name, which no other kind has', async () => {
        const session = await put({ kind: 'Session', id: 's', uid: 'u' });
        await put({ kind: 'Interaction', id: 'i', uid: 'u' });
        await put({ kind: 'Session', id: 'other', uid: 'v' });
        expect(await grants.findByUid('Session', 'u', NOW)).toEqual(session);
        expect(await grants.findByUid('Session', 's', NOW)).toBeUndefined();
        expect(await grants.findByUid('Session', 'u\0', NOW)).toBeUndefined();
      });

      it('that have one name are told by how long they stay', async () => {
        await put({ kind: 'Session', id: 'b', uid: 'u', expiresAt: 3_000 });
        await put({ kind: 'Session', id: 'a', uid: 'u', expiresAt: 2_000 });
        expect(await grants.findByUid('Session', 'u', NOW)).toMatchObject({ id: 'b' });
        await put({ kind: 'Session', id: 'c', uid: 'u' });
        expect(await grants.findByUid('Session', 'u', NOW)).toMatchObject({ id: 'c' });
      });
    });

    it('counts what there is of a kind and has not expired', async () => {
      await put({ kind: 'Client', id: 'a' });
      await put({ kind: 'Client', id: 'b', expiresAt: 2_000 });
      await put({ kind: 'Client', id: 'c', expiresAt: NOW });
      await put({ kind: 'Session', id: 'a' });
      expect(await grants.count('Client', NOW)).toBe(2);
      expect(await grants.count('Grant', NOW)).toBe(0);
    });

    describe('a list', () => {
      const list = async (limit = 10, now = NOW) =>
        (await grants.list('Consent', now, limit)).map(({ id }) => id);

      it('has what there is of a kind, and whole', async () => {
        const full = await put({
          kind: 'Consent',
          uid: 'u',
          grantId: 'g',
          data: '{"v":1}',
          expiresAt: 2_000,
        });
        const bare = await put({ kind: 'Consent', id: 'b' });
        await put();
        expect(await grants.list('Consent', NOW, 10)).toEqual([bare, full]);
        expect(await grants.list('Grant', NOW, 10)).toEqual([]);
      });

      it('begins with what stays longest, is no longer than asked for, and has nothing that is over', async () => {
        await put({ kind: 'Consent', id: 'short', expiresAt: 2_000 });
        await put({ kind: 'Consent', id: 'long b', expiresAt: 3_000 });
        await put({ kind: 'Consent', id: 'long a', expiresAt: 3_000 });
        await put({ kind: 'Consent', id: 'lasting' });
        await put({ kind: 'Consent', id: 'over', expiresAt: NOW });
        expect(await list()).toEqual(['lasting', 'long a', 'long b', 'short']);
        expect(await list(2)).toEqual(['lasting', 'long a']);
        expect(await list(10, 2_000)).toEqual(['lasting', 'long a', 'long b']);
      });
    });

    describe('using once', () => {
      it('says so to the first only, and when it was', async () => {
        const record = await put({ expiresAt: 2_000 });
        expect(await consume('a', 1_100)).toBe(true);
        expect(await consume('a', 1_200)).toBe(false);
        expect(await find('a', 1_300)).toEqual({ ...record, consumedAt: 1_100 });
      });

      it('is refused where there is nothing to use', async () => {
        await put({ id: 'used', consumedAt: 900 });
        await put({ id: 'other', kind: 'RefreshToken' });
        expect(await consume('used')).toBe(false);
        expect(await consume('other')).toBe(false);
        expect(await consume('unknown')).toBe(false);
      });

      it('is granted to exactly one of many who come at once, in any process', async () => {
        const { grants: other } = await world.open();
        const ids = Array.from({ length: 25 }, (_, i) => `code${i}`);
        await Promise.all(ids.map((id) => put({ id, expiresAt: 2_000 })));
        const answers = await Promise.all(
          ids.map((id) =>
            Promise.all(
              [grants, other, grants, other].map((one) => one.consume('AuthorizationCode', id, NOW)),
            ),
          ),
        );
        expect(answers.map((one) => one.filter(Boolean).length)).toEqual(ids.map(() => 1));
      });

      it('stays done when the record is put again', async () => {
        await put({ data: '{"v":1}' });
        await consume('a', 1_100);
        const again = await put({ data: '{"v":2}', expiresAt: 9_000 });
        expect(await find()).toEqual({ ...again, consumedAt: 1_100 });
        await put({ consumedAt: 1_500 });
        expect(await find()).toMatchObject({ consumedAt: 1_100 });
        expect(await consume('a', 1_200)).toBe(false);
      });

      it('stays done when another process puts the record at the same moment', async () => {
        const { grants: other } = await world.open();
        const ids = Array.from({ length: 25 }, (_, i) => `code${i}`);
        await Promise.all(ids.map((id) => put({ id })));
        const used = await Promise.all(
          ids.map(async (id) => {
            const [isUsed] = await Promise.all([consume(id), other.put(code({ id, data: '{"v":2}' }))]);
            return isUsed;
          }),
        );
        expect(used).toEqual(ids.map(() => true));
        const found = await Promise.all(ids.map((id) => find(id)));
        expect(found).toEqual(ids.map((id) => code({ id, data: '{"v":2}', consumedAt: NOW })));
      });
    });

    describe('revoking', () => {
      it('removes everything of a grant, of every kind, and nothing of another one', async () => {
        for (const kind of ['AuthorizationCode', 'RefreshToken', 'AccessToken']) {
          await put({ kind, id: 'mine', grantId: 'g' });
          await put({ kind, id: 'mine too', grantId: 'g' });
          await put({ kind, id: 'theirs', grantId: 'h' });
          await put({ kind, id: 'nobodys' });
        }
        const { grants: other } = await world.open();
        await other.revoke('g');
        await other.revoke('unknown');
        for (const kind of ['AuthorizationCode', 'RefreshToken', 'AccessToken']) {
          const found = await Promise.all(
            ['mine', 'mine too', 'theirs', 'nobodys'].map((id) => grants.find(kind, id, NOW)),
          );
          expect(found.map((one) => one?.id)).toEqual([undefined, undefined, 'theirs', 'nobodys']);
        }
        expect(await grants.consume('AuthorizationCode', 'mine', NOW)).toBe(false);
      });

      it('is done when two processes do it at once', async () => {
        const { grants: other } = await world.open();
        await Promise.all(Array.from({ length: 50 }, (_, i) => put({ id: `${i}`, grantId: 'g' })));
        await Promise.all([grants.revoke('g'), other.revoke('g')]);
        expect(await grants.count('AuthorizationCode', NOW)).toBe(0);
      });
    });
  });
}
