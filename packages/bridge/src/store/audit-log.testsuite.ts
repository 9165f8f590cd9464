import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../domain/audit-record.ts';
import type { AuditLog, AuditQuery } from '../domain/port/audit-log.ts';
import type { Store } from '../domain/port/store.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

/** The promises of the AuditLog port; every store keeps them. */
export function describeAuditLog(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`AuditLog contract: ${name}`, () => {
    let world: StoreSetup;
    let store: Store;
    let audit: AuditLog;

    beforeEach(async () => {
      world = await setup();
      store = await world.open();
      audit = store.audit;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const signIn = (over: Partial<AuditRecord> = {}): AuditRecord => ({
      at: 1_000,
      action: 'sign-in',
      outcome: 'ok',
      ...over,
    });
    const append = (over: Partial<AuditRecord> = {}) => audit.append(signIn(over));
    const read = (over: Partial<AuditQuery> = {}) => audit.read({ limit: 1_000, ...over });
    const targets = async (over: Partial<AuditQuery> = {}) => (await read(over)).map(({ target }) => target);

    it('gives back a record as it was written, with everything and with next to nothing', async () => {
      const full = signIn({
        principal: 'owner',
        action: 'tool:openclaw_chat',
        outcome: 'refused',
        target: 'task_1',
        reason: 'not_allowed',
        client: 'Claude “web” 👋',
        address: '2001:db8::1',
        requestId: 'r1',
      });
      await audit.append(full);
      const bare = signIn({ outcome: 'failed' });
      await audit.append(bare);
      const number: unknown = expect.any(Number);
      expect(await read()).toEqual([
        { ...bare, number },
        { ...full, number },
      ]);
    });

    it('numbers its records in the order they were written, whatever the clock said', async () => {
      const ats = [5_000, 1_000, 3_000];
      for (const at of ats) await append({ at });
      const records = await read();
      expect(records.map(({ at }) => at)).toEqual(ats.toReversed());
      const numbers = records.map((one) => one.number);
      expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
      expect(new Set(numbers).size).toBe(3);
    });

    it('is read in pages, newest first', async () => {
      for (const target of ['a', 'b', 'c', 'd', 'e']) await append({ target });
      const first = await read({ limit: 2 });
      expect(first.map(({ target }) => target)).toEqual(['e', 'd']);
      const second = await read({ limit: 2, before: first[1]!.number });
      expect(second.map(({ target }) => target)).toEqual(['c', 'b']);
      expect(await targets({ limit: 2, before: second[1]!.number })).toEqual(['a']);
      expect(await read({ before: 0 })).toEqual([]);
    });

    it('can be limited to what one principal did', async () => {
      await append({ principal: 'owner', target: 'a' });
      await append({ principal: 'guest', target: 'b' });
      await append({ target: 'c' });
      await append({ principal: 'owner', target: 'd' });
      expect(await targets({ principal: 'owner' })).toEqual(['d', 'a']);
      const [last] = await read({ principal: 'owner', limit: 1 });
      expect(await targets({ principal: 'owner', before: last!.number })).toEqual(['a']);
      expect(await targets({ principal: 'nobody' })).toEqual([]);
      expect(await targets({ principal: 'owner\0' })).toEqual([]);
    });

    it('takes each of many that come at once, from every process, once', async () => {
      const { audit: other } = await world.open();
      const names = Array.from({ length: 300 }, (_, i) => `t${i}`);
      await Promise.all(names.map((target, i) => (i % 2 ? audit : other).append(signIn({ target }))));
      const records = await read();
      const written = records.map(({ target = '' }) => target).toReversed();
      expect(written.toSorted()).toEqual(names.toSorted());
      expect(new Set(records.map((one) => one.number)).size).toBe(300);
      // Each process's own are in their order.
      const isOdd = (name: string) => Number(name.slice(1)) % 2 === 1;
      expect(written.filter(isOdd)).toEqual(names.filter(isOdd));
    });

    it('takes texts that cannot be stored as they are', async () => {
      await append({ principal: 'a\0b', client: 'c\ud83d', address: 'x'.repeat(10_000) });
      expect(await read({ principal: 'a\0b' })).toMatchObject([
        { principal: 'a\ufffdb', client: 'c\ufffd', address: 'x'.repeat(10_000) },
      ]);
    });

    it('forgets what is too old, wherever it stands, at most so much at once', async () => {
      for (const [at, target] of [
        [1_000, 'a'],
        [9_000, 'set clock'],
        [2_000, 'b'],
        [2_001, 'c'],
        [3_000, 'd'],
      ] as const)
        await append({ at, target });
      expect(await audit.prune(1_000, 10)).toBe(0);
      expect(await audit.prune(3_000, 2)).toBe(2);
      expect(await targets()).toEqual(['d', 'c', 'set clock']);
      expect(await audit.prune(3_000, 2)).toBe(1);
      expect(await audit.prune(3_000, 2)).toBe(0);
      expect(await targets()).toEqual(['d', 'set clock']);
    });

    it('forgets each record once when two processes do it at once', async () => {
      const { audit: other } = await world.open();
      await Promise.all(Array.from({ length: 40 }, () => append()));
      const gone = await Promise.all([audit.prune(2_000, 100), other.prune(2_000, 100)]);
      expect(gone.reduce((sum, count) => sum + count)).toBe(40);
    });

    it('goes on counting where it was when every process has ended', async () => {
      await append({ target: 'a' });
      await store.close();
      store = await world.open();
      await store.audit.append(signIn({ target: 'b' }));
      const records = await store.audit.read({ limit: 10 });
      expect(records.map(({ target }) => target)).toEqual(['b', 'a']);
      expect(records[0]!.number).toBeGreaterThan(records[1]!.number);
    });
  });
}
