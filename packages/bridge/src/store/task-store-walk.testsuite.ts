import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskStore } from '../domain/port/task-store.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import { isSettled, type Outcome, type Task } from '../domain/task.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

const LEASE_MS = 100;
const PRINCIPAL = 'walker';
const GATEWAY = 'http://127.0.0.1:18789';

const OUTCOMES: readonly Outcome[] = [
  { status: 'completed', answer: { text: 'done' } },
  { status: 'failed', failure: { code: 'run_timeout', message: 'Too long.', retryable: true } },
  { status: 'cancelled' },
];

const anyWorker = fc.constantFrom(0, 1, 2);
const anyTask = fc.nat({ max: 20 });
const anyLimit = fc.integer({ min: 1, max: 3 });

/** What processes may do to a store, in any order. Tasks are named by their place in the order of adding. */
const anyStep = fc.oneof(
  fc.record({ kind: fc.constant('add'), session: fc.nat({ max: 2 }), priority: fc.nat({ max: 2 }) }),
  fc.record({ kind: fc.constant('claim'), worker: anyWorker, limit: anyLimit }),
  fc.record({ kind: fc.constant('takeOver'), worker: anyWorker, limit: anyLimit }),
  fc.record({
    kind: fc.constant('settle'),
    worker: anyWorker,
    task: anyTask,
    outcome: fc.constantFrom(...OUTCOMES),
  }),
  fc.record({ kind: fc.constant('cancel'), task: anyTask }),
  fc.record({ kind: fc.constant('renew'), worker: anyWorker }),
  fc.record({ kind: fc.constant('release'), worker: anyWorker }),
  fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 1, max: 2 * LEASE_MS }) }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** Who runs a task, and until when he may be away. */
interface Lease {
  readonly worker: string;
  readonly until: number;
}

/** Three workers on one store, and what must be true of it after each step they take. */
function createWalk(stores: readonly TaskStore[], instance: string) {
  const ids: string[] = [];
  const leases = new Map<string, Lease>();
  const ends = new Map<string, Task>();
  let now = 1_000;

  const storeOf = (worker: number) => stores[worker % stores.length]!;
  const nameOf = (worker: number) => `${instance}-w${worker}`;
  const claimBy = (worker: number, limit: number) => ({
    worker: nameOf(worker),
    instance,
    gateway: GATEWAY,
    limit,
    now,
    leaseUntil: now + LEASE_MS,
  });
  const everything = async () => {
    const found = await Promise.all(ids.map((id) => stores[0]!.get(id, PRINCIPAL)));
    return found.map((task) => task!);
  };
  const lend = (id: string, worker: number) =>
    leases.set(id, { worker: nameOf(worker), until: now + LEASE_MS });

  return { step, check, finish };

  async function step(one: Step): Promise<void> {
    switch (one.kind) {
      case 'add':
        return await add(one.session, one.priority);
      case 'claim':
        return await claim(one.worker, one.limit);
      case 'takeOver':
        return await takeOver(one.worker, one.limit);
      case 'settle':
        return await settle(one.worker, one.task, one.outcome);
      case 'cancel':
        return await cancel(one.task);
      case 'renew':
        return await renew(one.worker);
      case 'release':
        return await release(one.worker);
      case 'wait':
        now += one.ms;
    }
  }

  async function add(session: number, priority: number): Promise<void> {
    const sessionKey = `${instance}-s${session}`;
    const task = aNewTask({
      id: `${instance}-t${ids.length}`,
      principal: PRINCIPAL,
      instance,
      gateway: GATEWAY,
      // One gateway for all walks of a store: their sessions must differ.
      sessionKey,
      priority,
    });
    ids.push(task.id);
    await stores[0]!.add(task);
  }

  async function claim(worker: number, limit: number): Promise<void> {
    const pending = (await everything()).filter(({ status }) => status === 'pending');
    const claimed = await storeOf(worker).claim(claimBy(worker, limit));
    expect(claimed.length).toBeLessThanOrEqual(limit);
    for (const task of claimed) {
      const rivals = pending.filter(({ sessionKey }) => sessionKey === task.sessionKey);
      expect(rivals.map(({ id }) => id)).toContain(task.id);
      expect(task.priority).toBe(Math.max(...rivals.map(({ priority }) => priority)));
      lend(task.id, worker);
    }
  }

  async function takeOver(worker: number, limit: number): Promise<void> {
    const expired = [...leases].filter(([, { until }]) => until < now).map(([id]) => id);
    const taken = await storeOf(worker).takeOver(claimBy(worker, limit));
    expect(taken).toHaveLength(Math.min(limit, expired.length));
    for (const { id, status } of taken) {
      expect(status).toBe('running');
      expect(expired).toContain(id);
      lend(id, worker);
    }
  }

  async function settle(worker: number, place: number, outcome: Outcome): Promise<void> {
    const id = ids[place] ?? 'unknown';
    const isHis = leases.get(id)?.worker === nameOf(worker);
    expect(await storeOf(worker).settle(id, nameOf(worker), outcome, now)).toBe(isHis);
    if (!isHis) return;
    leases.delete(id);
    expect(await stores[0]!.get(id, PRINCIPAL)).toMatchObject({ ...outcome, settledAt: now });
  }

  async function cancel(place: number): Promise<void> {
    const id = ids[place] ?? 'unknown';
    const before = await stores[0]!.get(id, PRINCIPAL);
    const after = await stores[0]!.cancel(id, PRINCIPAL, now);
    if (before?.status === 'pending') expect(after).toMatchObject({ status: 'cancelled', settledAt: now });
    else if (before?.status === 'running') expect(after).toEqual({ ...before, cancelRequested: true });
    else expect(after).toEqual(before);
  }

  async function renew(worker: number): Promise<void> {
    const progress = new Map(ids.map((id) => [id, { characters: now, lastActivityAt: now }]));
    await storeOf(worker).renew({ worker: nameOf(worker), leaseUntil: now + LEASE_MS, progress });
    for (const [id, lease] of leases) if (lease.worker === nameOf(worker)) lend(id, worker);
  }

  async function release(worker: number): Promise<void> {
    await storeOf(worker).release(nameOf(worker));
    for (const [id, lease] of leases)
      if (lease.worker === nameOf(worker)) leases.set(id, { ...lease, until: 0 });
  }

  async function check(): Promise<void> {
    const tasks = await everything();
    const running = tasks.filter(({ status }) => status === 'running');
    expect(running.map(({ id }) => id).toSorted()).toEqual([...leases.keys()].toSorted());
    expect(new Set(running.map(({ sessionKey }) => sessionKey)).size).toBe(running.length);
    for (const task of tasks) {
      const end = ends.get(task.id);
      if (end) expect(task).toEqual(end);
      else if (isSettled(task.status)) ends.set(task.id, task);
      expect(task.settledAt !== undefined).toBe(isSettled(task.status));
    }
  }

  /** One worker is left and lives long enough: every task must come to its end. */
  async function finish(): Promise<void> {
    const last = 0;
    for (let round = 0; round <= ids.length && ends.size < ids.length; round++) {
      now += LEASE_MS + 1;
      await takeOver(last, ids.length);
      await claim(last, ids.length);
      for (const id of leases.keys()) await settle(last, ids.indexOf(id), OUTCOMES[0]!);
      await check();
    }
    expect([...ends.keys()].toSorted()).toEqual(ids.toSorted());
  }
}

/** Whatever workers do, in any order: what the house relies on stays true. */
export function describeTaskStoreWalk(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`TaskStore under workers that do anything in any order: ${name}`, () => {
    let world: StoreSetup;
    let stores: readonly TaskStore[];
    let walks = 0;

    beforeAll(async () => {
      world = await setup();
      stores = [(await world.open()).tasks, (await world.open()).tasks];
    });
    afterAll(async () => {
      await world.teardown();
    });

    it('runs one task of a session at a time, ends each exactly once, never changes an end, and loses none', async () => {
      const anyWalk = fc.array(anyStep, { minLength: 5, maxLength: 30, size: 'max' });
      await fc.assert(
        fc.asyncProperty(anyWalk, async (steps) => {
          const walk = createWalk(stores, `walk${++walks}`);
          for (const one of steps) {
            await walk.step(one);
            await walk.check();
          }
          await walk.finish();
        }),
        { numRuns: 20 },
      );
    });
  });
}
