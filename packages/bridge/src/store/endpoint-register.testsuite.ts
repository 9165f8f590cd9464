import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anEndpointReport } from '../domain/endpoint.fixture.ts';
import type { EndpointRegister, Hold } from '../domain/port/endpoint-register.ts';
import type { Store } from '../domain/port/store.ts';
import type { StoreSetup } from './task-store.testsuite.ts';
import { twoStores } from './two-stores.testsuite.ts';

const LEASE_MS = 100;

/** The promises of the EndpointRegister port; every store keeps them. */
export function describeEndpointRegister(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`EndpointRegister contract: ${name}`, () => {
    let world: StoreSetup;
    let store: Store;
    let register: EndpointRegister;

    beforeEach(async () => {
      world = await setup();
      store = await world.open();
      register = store.endpoints;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const hold = async (holder: string, ids: readonly string[], now = 1_000, over: Partial<Hold> = {}) => {
      const held = await register.hold({ holder, ids, now, until: now + LEASE_MS, ...over });
      return held.toSorted();
    };
    const report = (id: string, holder: string, endpoint = id, now = 1_000) =>
      register.report(id, holder, anEndpointReport({ name: endpoint }), now);
    const listed = async (now = 1_000) => (await register.list(now)).map(({ report: said }) => said?.name);

    it('gives an endpoint to one holder, who keeps it by asking again', async () => {
      expect(await hold('a', ['x', 'y'])).toEqual(['x', 'y']);
      expect(await hold('b', ['x', 'z'])).toEqual(['z']);
      expect(await hold('a', ['x', 'y'], 1_050)).toEqual(['x', 'y']);
      expect(await hold('b', ['x', 'y', 'z'], 1_100)).toEqual(['z']);
    });

    it('gives nothing to whoever asks for nothing, and one to whoever asks for it twice', async () => {
      expect(await hold('a', [])).toEqual([]);
      expect(await hold('a', ['x', 'x'])).toEqual(['x']);
      expect(await hold('a', ['x', 'x'])).toEqual(['x']);
    });

    it('does not renew what its holder no longer asks for', async () => {
      await hold('a', ['x', 'y']);
      expect(await hold('a', ['x'], 1_050)).toEqual(['x']);
      expect(await hold('b', ['x', 'y'], 1_100)).toEqual(['y']);
    });

    it('gives it to somebody else once the lease ran out, and not before', async () => {
      await hold('a', ['x']);
      expect(await hold('b', ['x'], 1_099)).toEqual([]);
      expect(await hold('b', ['x'], 1_100)).toEqual(['x']);
      expect(await hold('a', ['x'], 1_100)).toEqual([]);
    });

    it('takes a lease from a clock that was set back since', async () => {
      await hold('a', ['x'], 3_600_000);
      expect(await hold('b', ['x'], 1_000)).toEqual(['x']);
    });

    it('leaves it to a holder whose clock is a little ahead', async () => {
      await hold('a', ['x'], 1_000 + LEASE_MS);
      expect(await hold('b', ['x'], 1_000)).toEqual([]);
    });

    it('has one holder for each, however many ask at once', async () => {
      const registers = [register, (await world.open()).endpoints, (await world.open()).endpoints];
      const ids = Array.from({ length: 500 }, (_, i) => `xiaozhi_${i}`);
      const asked = registers.map((one, i) =>
        one.hold({
          holder: `h${i}`,
          ids: i === 1 ? ids.toReversed() : ids,
          now: 1_000,
          until: 1_000 + LEASE_MS,
        }),
      );
      expect((await Promise.all(asked)).flat().toSorted()).toEqual(ids.toSorted());
    });

    it('gives up all leases of a holder at once, and those of nobody else', async () => {
      await hold('a', ['x', 'y']);
      await hold('b', ['z']);
      await register.release('a');
      await register.release('unknown');
      expect(await hold('c', ['x', 'y', 'z'])).toEqual(['x', 'y']);
    });

    it('tells every process what a holder said last, and whether it lives', async () => {
      const said = anEndpointReport({
        name: '客厅 👋',
        status: 'waiting',
        trouble: { reason: 'auth_failed', message: 'no "such" agent', hint: 'Get a new token.', at: 990 },
        nextAttemptAt: 2_000,
      });
      await hold('a', ['x']);
      await register.report('x', 'a', anEndpointReport(), 1_000);
      await register.report('x', 'a', said, 1_010);
      const { endpoints: other } = await world.open();
      const expected = { id: 'x', report: said, reportedAt: 1_010 };
      expect(await other.list(1_099)).toEqual([{ ...expected, isHeld: true }]);
      expect(await other.list(1_100)).toEqual([{ ...expected, isHeld: false }]);
      await register.release('a');
      expect(await other.list(1_020)).toEqual([{ ...expected, isHeld: false }]);
    });

    it('keeps the last of many reports of one moment, each by itself', async () => {
      const ids = Array.from({ length: 50 }, (_, i) => `e${i}`);
      await hold('a', ids);
      await Promise.all(
        [1, 2, 3].flatMap((calls) =>
          ids.map((id) => register.report(id, 'a', anEndpointReport({ name: id, calls }), 1_000 + calls)),
        ),
      );
      const all = await register.list(1_000);
      expect(all.map(({ id, report: said }) => `${id} ${said?.name}`).toSorted()).toEqual(
        ids.map((id) => `${id} ${id}`).toSorted(),
      );
      expect(new Set(all.map(({ report: said }) => said?.calls))).toEqual(new Set([3]));
    });

    it('lists them by name, and only those there is a report of', async () => {
      await hold('a', ['1', '2', '3', '4']);
      await report('3', 'a', 'attic');
      await report('1', 'a', 'kitchen');
      await report('2', 'a', 'attic');
      expect((await register.list(1_000)).map(({ id }) => id)).toEqual(['2', '3', '1']);
    });

    it('ignores the report of whoever does not hold it', async () => {
      await hold('a', ['x']);
      await report('x', 'b', 'of b');
      await report('y', 'b', 'of nobody');
      expect(await listed()).toEqual([]);
      await report('x', 'a', 'of a');
      await hold('b', ['x'], 1_100);
      await report('x', 'a', 'of a, late', 1_101);
      expect(await listed()).toEqual(['of a']);
      await register.release('b');
      await report('x', 'b', 'of b, late', 1_102);
      expect(await listed()).toEqual(['of a']);
    });

    it('forgets endpoints nobody has held for long, and no others', async () => {
      await hold('a', ['x', 'y'], 1_000);
      await hold('b', ['z'], 1_000);
      for (const id of ['x', 'y']) await report(id, 'a');
      await report('z', 'b');
      await register.release('b');
      await hold('a', ['y'], 1_080);
      expect(await register.prune(1_000)).toBe(0);
      expect(await register.prune(1_100)).toBe(1);
      expect(await listed()).toEqual(['x', 'y']);
      expect(await register.prune(1_101)).toBe(1);
      expect(await listed()).toEqual(['y']);
      expect(await hold('b', ['x', 'y', 'z'], 1_101)).toEqual(['x', 'z']);
    });

    it('still has it when every process has ended', async () => {
      await hold('a', ['x']);
      await report('x', 'a');
      await store.close();
      register = (await world.open()).endpoints;
      expect(await register.list(1_050)).toMatchObject([{ id: 'x', isHeld: true }]);
      expect(await hold('b', ['x'], 1_050)).toEqual([]);
    });
  });

  describe(`EndpointRegister under holders that do anything in any order: ${name}`, () => {
    const stores = twoStores(setup);
    let walks = 0;

    it('never lets two holders have one endpoint, and leaves none without one that wants it', async () => {
      const anyStep = fc.record({
        kind: fc.constantFrom('hold', 'hold', 'hold', 'release', 'wait'),
        holder: fc.nat({ max: 2 }),
        ids: fc.subarray(['a', 'b', 'c', 'd']),
        ms: fc.integer({ min: 1, max: LEASE_MS }),
      });
      const anyWalk = fc.array(anyStep, { minLength: 5, maxLength: 40, size: 'max' });
      await fc.assert(
        fc.asyncProperty(anyWalk, async (steps) => {
          const walk = `walk${++walks}`;
          const leases = new Map<string, { holder: string; until: number }>();
          let now = 1_000;
          for (const { kind, holder: one, ids, ms } of steps) {
            const { endpoints } = stores[one % stores.length]!;
            const holder = `${walk}-${one}`;
            const mayHave = (id: string) => {
              const lease = leases.get(id);
              return lease === undefined || lease.holder === holder || lease.until <= now;
            };
            if (kind === 'wait') now += ms;
            else if (kind === 'release') {
              await endpoints.release(holder);
              for (const [id, lease] of leases) if (lease.holder === holder) leases.delete(id);
            } else {
              const wanted = ids.map((id) => `${walk}-${id}`);
              const held = await endpoints.hold({ holder, ids: wanted, now, until: now + LEASE_MS });
              expect(held.toSorted()).toEqual(wanted.filter(mayHave).toSorted());
              for (const id of held) leases.set(id, { holder, until: now + LEASE_MS });
            }
          }
        }),
        { numRuns: 20 },
      );
    });
  });
}
