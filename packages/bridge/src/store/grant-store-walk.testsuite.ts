import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrantRecord } from '../domain/port/grant-store.ts';
import type { Store } from '../domain/port/store.ts';
import type { StoreSetup } from './task-store.testsuite.ts';
import { twoStores } from './two-stores.testsuite.ts';

const KINDS = ['Session', 'AuthorizationCode', 'AccessToken'];
const IDS = ['a', 'b', 'c'];
const UIDS = ['u', 'v'];
const GRANTS = ['g', 'h'];

const anyStore = fc.nat({ max: 1 });
const anyRecord = fc.record({
  store: anyStore,
  kind: fc.constantFrom(...KINDS),
  id: fc.constantFrom(...IDS),
});

/** What processes may do to what people granted, in any order. */
const anyStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constant('put'),
      of: anyRecord,
      uid: fc.option(fc.constantFrom(...UIDS)),
      grant: fc.option(fc.constantFrom(...GRANTS)),
      lasts: fc.option(fc.integer({ min: 1, max: 30 })),
      isUsed: fc.boolean(),
    }),
  },
  fc.record({ step: fc.constant('consume'), of: anyRecord }),
  fc.record({ step: fc.constant('both consume'), of: anyRecord }),
  fc.record({ step: fc.constant('remove'), of: anyRecord }),
  fc.record({ step: fc.constant('remove kind'), of: anyRecord }),
  fc.record({ step: fc.constant('revoke'), store: anyStore, grant: fc.constantFrom(...GRANTS) }),
  fc.record({ step: fc.constant('prune'), store: anyStore, limit: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ step: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 20 }) }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;
type Of = typeof anyRecord extends fc.Arbitrary<infer T> ? T : never;

/** Two processes on one store, and what must be true of it after each step they take. */
function createWalk(stores: readonly Store[], walk: string) {
  /** Also those that are over and not pruned yet. */
  let records: readonly GrantRecord[] = [];
  let now = 1_000;
  let puts = 0;

  const grants = (store: number) => stores[store]!.grants;
  /** Walks share a store. */
  const own = (name: string) => `${walk}-${name}`;
  const isOver = ({ expiresAt = Number.POSITIVE_INFINITY }: GrantRecord) => expiresAt <= now;
  const living = () => records.filter((record) => !isOver(record));
  const is = (of: Of) => (record: GrantRecord) => record.kind === own(of.kind) && record.id === of.id;
  const drop = (gone: (record: GrantRecord) => boolean) => {
    records = records.filter((record) => !gone(record));
  };

  return { step, check };

  async function step(one: Step): Promise<void> {
    switch (one.step) {
      case 'put':
        return await put(one);
      case 'consume':
        return await consume(one.of, [one.of.store]);
      case 'both consume':
        return await consume(one.of, [0, 1]);
      case 'remove':
        drop(is(one.of));
        return await grants(one.of.store).remove(own(one.of.kind), one.of.id);
      case 'remove kind':
        drop(({ kind }) => kind === own(one.of.kind));
        return await grants(one.of.store).removeKind(own(one.of.kind));
      case 'revoke':
        drop(({ grantId }) => grantId === own(one.grant));
        return await grants(one.store).revoke(own(one.grant));
      case 'prune':
        return await prune(one.store, one.limit);
      case 'wait':
        now += one.seconds * 1_000;
    }
  }

  async function put({ of, uid, grant, lasts, isUsed }: Step & { step: 'put' }): Promise<void> {
    const record: GrantRecord = {
      kind: own(of.kind),
      id: of.id,
      data: `{"put":${++puts}}`,
      ...(uid === null ? {} : { uid }),
      ...(grant === null ? {} : { grantId: own(grant) }),
      // No two are over at one moment: which of them goes first would be open.
      ...(lasts === null ? {} : { expiresAt: now + lasts * 1_000 + puts }),
      ...(isUsed ? { consumedAt: now } : {}),
    };
    await grants(of.store).put(record);
    const { consumedAt } = records.find(is(of)) ?? {};
    drop(is(of));
    records = [...records, { ...record, ...(consumedAt === undefined ? {} : { consumedAt }) }];
  }

  async function consume(of: Of, by: readonly number[]): Promise<void> {
    const unused = living().find((record) => is(of)(record) && record.consumedAt === undefined);
    const answers = await Promise.all(by.map((store) => grants(store).consume(own(of.kind), of.id, now)));
    expect(answers.filter(Boolean)).toHaveLength(unused ? 1 : 0);
    records = records.map((record) => (record === unused ? { ...record, consumedAt: now } : record));
  }

  async function prune(store: number, limit: number): Promise<void> {
    const over = records.filter(isOver).toSorted((a, b) => Number(a.expiresAt) - Number(b.expiresAt));
    const gone = over.slice(0, limit);
    expect(await grants(store).prune(now, limit)).toBe(gone.length);
    drop((record) => gone.includes(record));
  }

  async function check(): Promise<void> {
    await Promise.all([0, 1].flatMap((store) => KINDS.map((kind) => checkKind(store, kind))));
  }

  async function checkKind(store: number, kind: string): Promise<void> {
    const ofKind = living().filter((record) => record.kind === own(kind));
    const found = await Promise.all(IDS.map((id) => grants(store).find(own(kind), id, now)));
    expect(found).toEqual(IDS.map((id) => ofKind.find((record) => record.id === id)));
    expect(await grants(store).count(own(kind), now)).toBe(ofKind.length);
    const longestFirst = ofKind.toSorted(byEnd);
    expect(await grants(store).list(own(kind), now, 10)).toEqual(longestFirst);
    expect(await grants(store).list(own(kind), now, 2)).toEqual(longestFirst.slice(0, 2));
    for (const uid of UIDS) {
      const lasting = longest(ofKind.filter((record) => record.uid === uid));
      const session = await grants(store).findByUid(own(kind), uid, now);
      expect(lasting.length === 0 ? [undefined] : lasting).toContainEqual(session);
    }
  }
}

function endOf({ expiresAt = Number.MAX_SAFE_INTEGER }: GrantRecord): number {
  return expiresAt;
}

function byEnd(one: GrantRecord, other: GrantRecord): number {
  return endOf(other) - endOf(one) || (one.id < other.id ? -1 : 1);
}

function longest(records: readonly GrantRecord[]): readonly GrantRecord[] {
  const last = Math.max(...records.map(endOf));
  return records.filter((record) => endOf(record) === last);
}

/** Whatever processes do, in any order: what an authorization server relies on stays true. */
export function describeGrantStoreWalk(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`GrantStore under processes that do anything in any order: ${name}`, () => {
    const stores = twoStores(setup);
    let walks = 0;

    it('finds what was put until it is over, and lets everything be used once', async () => {
      const anyWalk = fc.array(anyStep, { minLength: 5, maxLength: 30, size: 'max' });
      await fc.assert(
        fc.asyncProperty(anyWalk, async (steps) => {
          await stores[0]!.grants.prune(Number.MAX_SAFE_INTEGER, 1_000);
          const walk = createWalk(stores, `walk${++walks}`);
          for (const one of steps) {
            await walk.step(one);
            await walk.check();
          }
        }),
        { numRuns: 20 },
      );
    });
  });
}
