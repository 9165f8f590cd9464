import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anEndpointReport } from '../domain/endpoint.fixture.ts';
import type { EndpointRegister } from '../domain/port/endpoint-register.ts';
import type { Store } from '../domain/port/store.ts';
import type { StoreSetup } from './task-store.testsuite.ts';
import { twoStores } from './two-stores.testsuite.ts';

/** Long, so that it does not run out by itself where the store goes by a clock of its own. */
const LEASE_MS = 600_000;

/** A store with a time that the test moves. */
export interface TimedSetup extends StoreSetup {
  now(): number;
  /** Less than nothing sets the clock back. Milliseconds. */
  pass(ms: number): Promise<unknown>;
}

/** The promises of the EndpointRegister port; every store keeps them. */
export function describeEndpointRegister(name: string, setup: () => Promise<TimedSetup>): void {
  describe(`EndpointRegister contract: ${name}`, () => {
    let world: TimedSetup;
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

    const hold = async (holder: string, ids: readonly string[]) => {
      const now = world.now();
      const held = await register.hold({ holder, ids, now, until: now + LEASE_MS });
      return held.toSorted();
    };
    const report = (id: string, holder: string, endpoint = id) =>
      register.report(id, holder, anEndpointReport({ name: endpoint }), world.now());
    const listed = async () => (await register.list(world.now())).map(({ report: said }) => said?.name);

    it('gives an endpoint to one holder, who keeps it by asking again', async () => {
      expect(await hold('a', ['x', 'y'])).toEqual(['x', 'y']);
      expect(await hold('b', ['x', 'z'])).toEqual(['z']);
      await world.pass(LEASE_MS / 2);
      expect(await hold('a', ['x', 'y'])).toEqual(['x', 'y']);
      await world.pass(LEASE_MS / 2);
      expect(await hold('b', ['x', 'y', 'z'])).toEqual(['z']);
    });

    it('gives nothing to whoever asks for nothing, and one to whoever asks for it twice', async () => {
      expect(await hold('a', [])).toEqual([]);
      expect(await hold('a', ['x', 'x'])).toEqual(['x']);
      expect(await hold('a', ['x', 'x'])).toEqual(['x']);
    });

    it('does not renew what its holder no longer asks for', async () => {
      await hold('a', ['x', 'y']);
      await world.pass(LEASE_MS / 2);
      expect(await hold('a', ['x'])).toEqual(['x']);
      await world.pass(LEASE_MS / 2);
      expect(await hold('b', ['x', 'y'])).toEqual(['y']);
    });

    it('gives it to somebody else once the lease ran out, and not before', async () => {
      await hold('a', ['x']);
      await world.pass(0.9 * LEASE_MS);
      expect(await hold('b', ['x'])).toEqual([]);
      await world.pass(0.1 * LEASE_MS);
      expect(await hold('b', ['x'])).toEqual(['x']);
      expect(await hold('a', ['x'])).toEqual([]);
    });

    it('takes a lease from a clock that was set back since', async () => {
      await hold('a', ['x']);
      await world.pass(-1.1 * LEASE_MS);
      expect(await hold('b', ['x'])).toEqual(['x']);
    });

    it('leaves it to its holder when the clock was set back a little', async () => {
      await hold('a', ['x']);
      await world.pass(-0.9 * LEASE_MS);
      expect(await hold('b', ['x'])).toEqual([]);
    });

    it('has one holder for each, however many ask at once', async () => {
      const registers = [register, (await world.open()).endpoints, (await world.open()).endpoints];
      const ids = Array.from({ length: 500 }, (_, i) => `xiaozhi_${i}`);
      const asked = registers.map((one, i) =>
        one.hold({
          holder: `h${i}`,
          ids: i === 1 ? ids.toReversed() : ids,
          now: world.now(),
          until: world.now() + LEASE_MS,
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
      await world.pass(0.9 * LEASE_MS);
      expect(await other.list(world.now())).toEqual([{ ...expected, isHeld: true }]);
      await world.pass(0.1 * LEASE_MS);
      expect(await other.list(world.now())).toEqual([{ ...expected, isHeld: false }]);
      await hold('a', ['x']);
      await register.release('a');
      expect(await other.list(world.now())).toEqual([{ ...expected, isHeld: false }]);
    });

    it('keeps the last of many reports of one moment, each by itself', async () => {
      const ids = Array.from({ length: 50 }, (_, i) => `e${i}`);
      await hold('a', ids);
      await Promise.all(
        [1, 2, 3].flatMap((calls) =>
          ids.map((id) => register.report(id, 'a', anEndpointReport({ name: id, calls }), 1_000 + calls)),
        ),
      );
      const all = await register.list(world.now());
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
      expect((await register.list(world.now())).map(({ id }) => id)).toEqual(['2', '3', '1']);
    });

    it('ignores the report of whoever does not hold it', async () => {
      await hold('a', ['x']);
      await report('x', 'b', 'of b');
      await report('y', 'b', 'of nobody');
      expect(await listed()).toEqual([]);
      await report('x', 'a', 'of a');
      await world.pass(LEASE_MS);
      await hold('b', ['x']);
      await report('x', 'a', 'of a, late');
      expect(await listed()).toEqual(['of a']);
      await register.release('b');
      await report('x', 'b', 'of b, late');
      expect(await listed()).toEqual(['of a']);
    });

    it('forgets endpoints nobody has held for long, and no others', async () => {
      await hold('a', ['x', 'y']);
      await hold('b', ['z']);
      for (const id of ['x', 'y']) await report(id, 'a');
      await report('z', 'b');
      await register.release('b');
      await world.pass(0.8 * LEASE_MS);
      await hold('a', ['y']);
      expect(await register.prune(world.now() - LEASE_MS)).toBe(0);
      await world.pass(0.1 * LEASE_MS);
      expect(await register.prune(world.now())).toBe(1);
      expect(await listed()).toEqual(['x', 'y']);
      await world.pass(0.2 * LEASE_MS);
      expect(await register.prune(world.now())).toBe(1);
      expect(await listed()).toEqual(['y']);
      expect(await hold('b', ['x', 'y', 'z'])).toEqual(['x', 'z']);
    });

    it('still has it when every process has ended', async () => {
      await hold('a', ['x']);
      await report('x', 'a');
      await store.close();
      register = (await world.open()).endpoints;
      expect(await register.list(world.now())).toMatchObject([{ id: 'x', isHeld: true }]);
      expect(await hold('b', ['x'])).toEqual([]);
    });
  });

  describe(`EndpointRegister under holders that do anything in any order: ${name}`, () => {
    let world: TimedSetup;
    const stores = twoStores(async () => {
      world = await setup();
      return world;
    });
    let walks = 0;

    it('never lets two holders have one endpoint, and leaves none without one that wants it', async () => {
      const anyStep = fc.record({
        kind: fc.constantFrom('hold', 'hold', 'hold', 'release', 'wait'),
        holder: fc.nat({ max: 2 }),
        ids: fc.subarray(['a', 'b', 'c', 'd']),
        ms: fc.integer({ min: 1, max: 10 }).map((tenths) => (tenths * LEASE_MS) / 10),
      });
      const anyWalk = fc.array(anyStep, { minLength: 5, maxLength: 40, size: 'max' });
      await fc.assert(
        fc.asyncProperty(anyWalk, async (steps) => {
          const walk = `walk${++walks}`;
          const leases = new Map<string, { holder: string; until: number }>();
          let passed = 0;
          for (const { kind, holder: one, ids, ms } of steps) {
            const { endpoints } = stores[one % stores.length]!;
            const holder = `${walk}-${one}`;
            const mayHave = (id: string) => {
              const lease = leases.get(id);
              return lease === undefined || lease.holder === holder || lease.until <= passed;
            };
            if (kind === 'wait') {
              passed += ms;
              await world.pass(ms);
            } else if (kind === 'release') {
              await endpoints.release(holder);
              for (const [id, lease] of leases) if (lease.holder === holder) leases.delete(id);
            } else {
              const wanted = ids.map((id) => `${walk}-${id}`);
              const now = world.now();
              const held = await endpoints.hold({ holder, ids: wanted, now, until: now + LEASE_MS });
              expect(held.toSorted()).toEqual(wanted.filter(mayHave).toSorted());
              for (const id of held) leases.set(id, { holder, until: passed + LEASE_MS });
            }
          }
        }),
        { numRuns: 20 },
      );
    });
  });
}
