import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailureRecord } from '../domain/failure.ts';
import type { Store } from '../domain/port/store.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import { isSettled, TASK_STATUSES, type Outcome, type Task } from '../domain/task.ts';
import type { StoreSetup } from './task-store.testsuite.ts';
import { twoStores } from './two-stores.testsuite.ts';

const LEASE_MS = 100;
const AWAY: FailureRecord = { code: 'gateway_unreachable', message: 'away', retryable: true };
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
  fc.record({
    kind: fc.constant('add'),
    session: fc.nat({ max: 2 }),
    principal: fc.nat({ max: 1 }),
    priority: fc.nat({ max: 2 }),
    patienceMs: fc.integer({ min: 0, max: 3 * LEASE_MS }),
    notify: fc.subarray(['ops', 'telegram:42']),
  }),
  fc.record({ kind: fc.constant('claim'), worker: anyWorker, limit: anyLimit }),
  fc.record({ kind: fc.constant('takeOver'), worker: anyWorker, limit: anyLimit }),
  fc.record({
    kind: fc.constant('settle'),
    worker: anyWorker,
    task: anyTask,
    outcome: fc.constantFrom(...OUTCOMES),
  }),
  fc.record({ kind: fc.constant('cancel'), task: anyTask }),
  fc.record({
    kind: fc.constant('alsoNotify'),
    worker: anyWorker,
    task: anyTask,
    targets: fc.subarray(['ops', 'log']),
  }),
  fc.record({
    kind: fc.constant('retry'),
    worker: anyWorker,
    task: anyTask,
    pauseMs: fc.nat({ max: LEASE_MS }),
  }),
  fc.record({ kind: fc.constant('putBack'), worker: anyWorker, tasks: fc.array(anyTask, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('giveUp'), worker: anyWorker }),
  fc.record({
    kind: fc.constant('prune'),
    age: fc.nat({ max: 5 * LEASE_MS }),
    keep: fc.nat({ max: 5 }),
    limit: anyLimit,
  }),
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
function createWalk(stores: readonly Store[], instance: string) {
  /** Everything that was added, and whose it is. */
  const principals = new Map<string, string>();
  const forgotten = new Set<string>();
  const leases = new Map<string, Lease>();
  const ends = new Map<string, Task>();
  let now = 1_000;

  const { tasks: first, outbox } = stores[0]!;
  const storeOf = (worker: number) => stores[worker % stores.length]!.tasks;
  const nameOf = (worker: number) => `${instance}-w${worker}`;
  const scope = () => ({ instance, gateway: GATEWAY, now });
  const claimBy = (worker: number, limit: number) => ({
    ...scope(),
    worker: nameOf(worker),
    limit,
    leaseUntil: now + LEASE_MS,
  });
  const idAt = (place: number) => [...principals.keys()][place] ?? 'unknown';
  const find = (id: string) => first.get(id, principals.get(id) ?? 'nobody');
  const everything = async () => {
    const found = await Promise.all([...principals.keys()].map(find));
    return found.filter((task) => task !== undefined);
  };
  const lend = (id: string, worker: number) =>
    leases.set(id, { worker: nameOf(worker), until: now + LEASE_MS });
  const isHis = (worker: number, id: string) => leases.get(id)?.worker === nameOf(worker);

  return { step, check, finish };

  async function step(one: Step): Promise<void> {
    switch (one.kind) {
      case 'add':
        return await add(one);
      case 'claim':
        return await claim(one.worker, one.limit);
      case 'takeOver':
        return await takeOver(one.worker, one.limit);
      case 'settle':
        return await settle(one.worker, idAt(one.task), one.outcome);
      case 'retry':
        return await retry(one.worker, idAt(one.task), now + one.pauseMs);
      case 'putBack':
        return await putBack(one.worker, one.tasks.map(idAt));
      case 'giveUp':
        return await giveUp(one.worker);
      case 'prune':
        return await prune(now - one.age, one.keep, one.limit);
      case 'cancel':
        return await cancel(idAt(one.task));
      case 'alsoNotify':
        return await alsoNotify(one.worker, idAt(one.task), one.targets);
      case 'renew':
        return await renew(one.worker);
      case 'release':
        return await release(one.worker);
      case 'wait':
        now += one.ms;
    }
  }

  async function add({ session, principal, priority, patienceMs, notify }: Step & { kind: 'add' }) {
    const task = aNewTask({
      id: `${instance}-t${principals.size}`,
      principal: `${instance}-p${principal}`,
      instance,
      gateway: GATEWAY,
      // One gateway for all walks of a store: their sessions must differ.
      sessionKey: `${instance}-s${session}`,
      priority,
      giveUpAt: now + patienceMs,
      notify,
      createdAt: now,
    });
    principals.set(task.id, task.principal);
    await first.add(task);
  }

  /** Begins as many as it may: of each free session the first one if it is due, and none before a more urgent one. */
  async function claim(worker: number, limit: number): Promise<void> {
    const may = claimable(await everything());
    const claimed = await storeOf(worker).claim(claimBy(worker, limit));
    const ids = claimed.map(({ id }) => id);
    expect(claimed).toHaveLength(Math.min(limit, may.length));
    expect(may.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    const left = may.filter(({ id }) => !ids.includes(id));
    expect(Math.min(...claimed.map(({ priority }) => priority))).toBeGreaterThanOrEqual(
      Math.max(...left.map(({ priority }) => priority)),
    );
    for (const id of ids) lend(id, worker);
  }

  function claimable(tasks: readonly Task[]): readonly Task[] {
    const pending = tasks.filter(({ status }) => status === 'pending');
    return [...new Set(pending.map(({ sessionKey }) => sessionKey))]
      .filter((key) => !tasks.some((one) => one.status === 'running' && one.sessionKey === key))
      .map((key) => pending.filter(({ sessionKey }) => sessionKey === key))
      .map((queue) => queue.toSorted((a, b) => b.priority - a.priority)[0]!)
      .filter(({ notBefore = 0 }) => notBefore <= now);
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

  async function settle(worker: number, id: string, outcome: Outcome): Promise<void> {
    const his = isHis(worker, id);
    expect(await storeOf(worker).settle(id, nameOf(worker), outcome, now)).toBe(his);
    if (!his) return;
    leases.delete(id);
    expect(await find(id)).toMatchObject({ ...outcome, settledAt: now });
  }

  async function retry(worker: number, id: string, notBefore: number): Promise<void> {
    const before = await find(id);
    const may = isHis(worker, id) && before?.cancelRequested === false;
    const again = { attempt: (before?.attempt ?? 1) + 1, notBefore, failure: AWAY };
    expect(await storeOf(worker).retry(id, nameOf(worker), again)).toBe(may);
    if (!may) return expect(await find(id)).toEqual(before);
    leases.delete(id);
    expect(await find(id)).toMatchObject({ status: 'pending', ...again });
  }

  async function putBack(worker: number, ids: readonly string[]): Promise<void> {
    await storeOf(worker).putBack(nameOf(worker), ids);
    for (const id of ids.filter((one) => isHis(worker, one))) {
      leases.delete(id);
      expect(await find(id)).toMatchObject({ status: 'pending' });
    }
  }

  async function giveUp(worker: number): Promise<void> {
    const impatient = (await everything()).filter(
      ({ status, giveUpAt }) => status === 'pending' && giveUpAt <= now,
    );
    const given = await storeOf(worker).giveUp({ ...scope(), waitedUntil: now, failure: AWAY });
    expect(given.map(({ id }) => id).toSorted()).toEqual(impatient.map(({ id }) => id).toSorted());
    for (const { id } of given)
      expect(await find(id)).toMatchObject({ status: 'failed', failure: AWAY, settledAt: now });
  }

  /** Forgets settled tasks only, no more than it says, and leaves as many as are to be kept. */
  async function prune(settledBefore: number, keep: number, limit: number): Promise<void> {
    const before = (await everything()).filter(({ status }) => isSettled(status));
    const count = await first.prune({ settledBefore, keep, keepSince: now, limit });
    const still = new Set((await everything()).map(({ id }) => id));
    const lost = before.filter(({ id }) => !still.has(id));
    expect(lost).toHaveLength(count);
    expect(count).toBeLessThanOrEqual(limit);
    const aged = before.filter(({ settledAt = now }) => settledAt < settledBefore);
    expect(count).toBeLessThanOrEqual(Math.max(aged.length, before.length - keep));
    for (const { id } of lost) {
      forgotten.add(id);
      expect(await outbox.of(id)).toEqual([]);
    }
  }

  async function cancel(id: string): Promise<void> {
    const before = await find(id);
    expect(await first.cancel(id, 'nobody', now)).toBeUndefined();
    const after = await first.cancel(id, principals.get(id) ?? 'nobody', now);
    if (before?.status === 'pending') expect(after).toMatchObject({ status: 'cancelled', settledAt: now });
    else if (before?.status === 'running') expect(after).toEqual({ ...before, cancelRequested: true });
    else expect(after).toEqual(before);
  }

  async function alsoNotify(worker: number, id: string, targets: readonly string[]): Promise<void> {
    const before = await find(id);
    const may = before !== undefined && !isSettled(before.status);
    const principal = principals.get(id) ?? 'nobody';
    expect(await storeOf(worker).alsoNotify(id, principal, targets)).toBe(may);
    if (!may) return expect(await find(id)).toEqual(before);
    expect(await find(id)).toEqual({ ...before, notify: [...new Set([...before.notify, ...targets])] });
  }

  async function renew(worker: number): Promise<void> {
    const progress = new Map(
      [...principals.keys()].map((id) => [id, { characters: now, lastActivityAt: now }]),
    );
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
    expect(tasks).toHaveLength(principals.size - forgotten.size);
    const running = tasks.filter(({ status }) => status === 'running');
    expect(running.map(({ id }) => id).toSorted()).toEqual([...leases.keys()].toSorted());
    expect(new Set(running.map(({ sessionKey }) => sessionKey)).size).toBe(running.length);
    for (const task of tasks) {
      const end = ends.get(task.id);
      if (end) expect(task).toEqual(end);
      else if (isSettled(task.status)) ends.set(task.id, task);
      expect(task.settledAt !== undefined).toBe(isSettled(task.status));
      const targets = (await outbox.of(task.id)).map(({ target }) => target);
      expect(targets).toEqual(isSettled(task.status) ? task.notify : []);
    }
    await checkLists(tasks);
  }

  /** The log tells of each end once. */
  async function checkEvents(): Promise<void> {
    const events = await stores[0]!.events.read({ after: 0, limit: 10_000, withRaw: false });
    const told = events.filter((event) => event.instance === instance && event.type === 'task_settled');
    expect(told.map(({ id, at }) => `${id} ${at}`).toSorted()).toEqual(
      [...ends.values()].map(({ id, settledAt }) => `${id} ${settledAt}`).toSorted(),
    );
  }

  /** Counts, lists and looks say what the tasks themselves say. */
  async function checkLists(tasks: readonly Task[]): Promise<void> {
    for (const principal of new Set(principals.values())) {
      const his = tasks.filter((task) => task.principal === principal);
      const counted = TASK_STATUSES.map((status) => [
        status,
        his.filter((task) => task.status === status).length,
      ]);
      const page = await first.list({ principal, limit: 100 });
      expect(page.counts).toEqual(Object.fromEntries(counted));
      expect(page.tasks.map(({ id, status }) => `${id} ${status}`)).toEqual(
        his.map(({ id, status }) => `${id} ${status}`).toReversed(),
      );
    }
    const seen = await first.look([...principals.keys(), 'unknown']);
    expect(seen.map(({ id, status }) => `${id} ${status}`).toSorted()).toEqual(
      tasks.map(({ id, status }) => `${id} ${status}`).toSorted(),
    );
  }

  /** One worker is left and lives long enough: every task must come to its end. The next walk finds no ended tasks. */
  async function finish(): Promise<void> {
    const last = 0;
    const many = Math.max(1, principals.size);
    for (let round = 0; round <= many && ends.size < principals.size; round++) {
      now += LEASE_MS + 1;
      await takeOver(last, many);
      await claim(last, many);
      for (const id of leases.keys()) await settle(last, id, OUTCOMES[0]!);
      await check();
    }
    expect([...ends.keys()].toSorted()).toEqual([...principals.keys()].toSorted());
    await checkEvents();
    now++;
    await prune(now, 0, many);
    expect(await everything()).toEqual([]);
  }
}

/** Whatever workers do, in any order: what the house relies on stays true. */
export function describeTaskStoreWalk(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`TaskStore under workers that do anything in any order: ${name}`, () => {
    const stores = twoStores(setup);
    let walks = 0;

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
