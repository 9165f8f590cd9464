import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FailureRecord } from '../domain/failure.ts';
import type { Store } from '../domain/port/store.ts';
import type { Claim, TaskStore } from '../domain/port/task-store.ts';
import { aNewTask as newTask } from '../domain/task.fixture.ts';
import { pendingTask, type Task } from '../domain/task.ts';

export interface StoreSetup {
  /** Opens another connection to the same store, as another process would. */
  open(): Promise<Store>;
  /** Closes everything and deletes the store. */
  teardown(): Promise<void>;
}

const LEASE = { now: 1_000, leaseUntil: 2_000 };
const GATEWAY = 'http://127.0.0.1:18789';
const PRUNE = { settledBefore: 0, keep: 1_000, keepSince: 10_000, limit: 100 };
const DOWN: FailureRecord = {
  code: 'gateway_unreachable',
  message: 'down',
  hint: 'start it',
  retryable: true,
};

/** The promises of the TaskStore port; every store keeps them. */
export function describeTaskStore(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`TaskStore contract: ${name}`, () => {
    let world: StoreSetup;
    let opened: Store;
    let store: TaskStore;

    beforeEach(async () => {
      world = await setup();
      opened = await world.open();
      store = opened.tasks;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const claim = (over: Partial<Claim> = {}) =>
      store.claim({ worker: 'w1', instance: 'home', gateway: GATEWAY, limit: 10, ...LEASE, ...over });
    const takeOver = (over: Partial<Claim> = {}) =>
      store.takeOver({ worker: 'w1', instance: 'home', gateway: GATEWAY, limit: 10, ...LEASE, ...over });
    const claimedIds = async (over: Parameters<typeof claim>[0] = {}) =>
      (await claim(over)).map(({ id }) => id);

    it('keeps a task as it was given', async () => {
      const task = newTask({
        message: '你好 👋\nline two',
        priority: 3,
        idempotencyKey: 'k',
        giveUpAt: 5_000,
        mayRepeat: true,
        notify: ['ops', 'https://example.org/?a="b"'],
      });
      await store.add(task);
      expect(await store.get(task.id, 'owner')).toEqual(pendingTask(task));
    });

    it('shows a task to its principal only', async () => {
      const { task } = await store.add(newTask());
      expect(await store.get(task.id, 'guest')).toBeUndefined();
      expect(await store.cancel(task.id, 'guest', 1_000)).toBeUndefined();
      expect((await store.list({ principal: 'guest', limit: 10 })).tasks).toEqual([]);
    });

    it('finds the task of an idempotency key instead of adding a second one', async () => {
      const first = await store.add(newTask({ idempotencyKey: 'same' }));
      const second = await store.add(newTask({ idempotencyKey: 'same' }));
      const other = await store.add(newTask({ idempotencyKey: 'same', principal: 'guest' }));
      expect([first.created, second.created, other.created]).toEqual([true, false, true]);
      expect(second.task.id).toBe(first.task.id);
    });

    it('claims by priority, then in order of arrival', async () => {
      const [a, b, c, d] = [newTask(), newTask({ priority: 5 }), newTask(), newTask({ priority: -1 })];
      for (const task of [a, b, c, d]) await store.add(task);
      for (const next of [b, a, c, d]) expect(await claimedIds({ limit: 1 })).toEqual([next.id]);
    });

    it('runs one task of a session at a time, its highest priority first', async () => {
      const low = newTask({ sessionKey: 's' });
      const high = newTask({ sessionKey: 's', priority: 1 });
      const elsewhere = newTask({ sessionKey: 's', instance: 'office', gateway: 'http://office' });
      for (const task of [low, high, elsewhere]) await store.add(task);
      expect(await claimedIds()).toEqual([high.id]);
      expect(await claimedIds()).toEqual([]);
      expect(await claimedIds({ instance: 'office', gateway: 'http://office' })).toEqual([elsewhere.id]);
      await store.settle(high.id, 'w1', { status: 'cancelled' }, 1_500);
      expect(await claimedIds()).toEqual([low.id]);
    });

    it('hands a task to one worker only, however many ask at once', async () => {
      const { tasks: other } = await world.open();
      for (let i = 0; i < 20; i++) await store.add(newTask());
      const claims = await Promise.all(
        [store, other, store, other].map((one, i) =>
          one.claim({ worker: `w${i}`, instance: 'home', gateway: GATEWAY, limit: 20, ...LEASE }),
        ),
      );
      const taken = claims.flat().map(({ id }) => id);
      expect(taken).toHaveLength(20);
      expect(new Set(taken).size).toBe(20);
    });

    it('begins what was added before, and what a settled task made free, though nobody has waited for it', async () => {
      const [first, second] = [newTask({ sessionKey: 's' }), newTask({ sessionKey: 's' })];
      const adding = [store.add(first), store.add(second)];
      expect(await claimedIds()).toEqual([first.id]);
      const settling = store.settle(first.id, 'w1', { status: 'cancelled' }, 1_500);
      expect(await claimedIds()).toEqual([second.id]);
      await Promise.all([...adding, settling]);
    });

    it('begins the tasks of a session in their order, however many workers compete', async () => {
      const stores = [store, (await world.open()).tasks, (await world.open()).tasks];
      const keys = Array.from({ length: 4 }, (_, i) => `s${i}`);
      const tasks = Array.from({ length: 40 }, (_, i) => newTask({ sessionKey: keys[i % keys.length]! }));
      await Promise.all(tasks.map((task) => store.add(task)));
      const begun: Task[] = [];
      let left = tasks.length;
      const work = async (one: TaskStore, worker: string) => {
        while (left > 0) {
          const claimed = await one.claim({ worker, instance: 'home', gateway: GATEWAY, limit: 2, ...LEASE });
          begun.push(...claimed);
          const ended = await Promise.all(
            claimed.map(({ id }) => one.settle(id, worker, { status: 'cancelled' }, 1_500)),
          );
          expect(ended).not.toContain(false);
          left -= ended.length;
        }
      };
      await Promise.all(stores.map((one, i) => work(one, `w${i}`)));
      const idsOf = (some: readonly { sessionKey: string; id: string }[], key: string) =>
        some.filter(({ sessionKey }) => sessionKey === key).map(({ id }) => id);
      for (const key of keys) expect(idsOf(begun, key)).toEqual(idsOf(tasks, key));
    });

    it('takes many changes of one moment, each by itself', async () => {
      const twins = [newTask({ idempotencyKey: 'k' }), newTask({ idempotencyKey: 'k' })];
      const others = Array.from({ length: 8 }, () => newTask());
      const added = await Promise.all([...twins, ...others].map((task) => store.add(task)));
      expect(added.map(({ created }) => created)).toEqual([true, false, ...others.map(() => true)]);
      expect(added[1]!.task.id).toBe(twins[0]!.id);
      await claim();
      const ids = [twins[0]!, ...others].map(({ id }) => id);
      const ends = [...ids, 'unknown', ids[0]!].map((id) =>
        store.settle(id, 'w1', { status: 'completed', answer: { text: id } }, 1_500),
      );
      expect(await Promise.all(ends)).toEqual([...ids.map(() => true), false, false]);
      expect((await store.get(ids[3]!, 'owner'))?.answer?.text).toBe(ids[3]);
      expect((await store.list({ principal: 'owner', limit: 1 })).counts).toMatchObject({ completed: 9 });
    });

    it('gives a running task to another worker when its lease ran out', async () => {
      const { task } = await store.add(newTask());
      await claim();
      expect(await takeOver({ worker: 'w2', now: 1_999, leaseUntil: 3_000 })).toEqual([]);
      const [taken] = await takeOver({ worker: 'w2', now: 2_001, leaseUntil: 4_000 });
      expect(taken).toMatchObject({ id: task.id, status: 'running' });
      expect(await store.settle(task.id, 'w1', { status: 'cancelled' }, 2_002)).toBe(false);
      expect(await store.settle(task.id, 'w2', { status: 'cancelled' }, 2_003)).toBe(true);
    });

    it('extends leases and keeps the progress', async () => {
      const { task } = await store.add(newTask());
      await claim();
      const progress = { characters: 12, lastActivityAt: 1_400, tool: 'exec' };
      await store.renew({ worker: 'w1', leaseUntil: 9_000, progress: new Map([[task.id, progress]]) });
      expect(await takeOver({ worker: 'w2', now: 5_000, leaseUntil: 8_000 })).toEqual([]);
      expect(await store.get(task.id, 'owner')).toMatchObject({ progress });
    });

    it('ends the leases of a worker that leaves', async () => {
      await store.add(newTask());
      await claim();
      await store.release('w1');
      expect(await takeOver({ worker: 'w2' })).toHaveLength(1);
    });

    it('settles once', async () => {
      const { task } = await store.add(newTask());
      await claim();
      const answer = {
        text: 'pong',
        model: 'echo',
        finishReason: 'stop',
        usage: { input: 1, output: 2, total: 3 },
      };
      expect(await store.settle(task.id, 'w1', { status: 'completed', answer }, 1_700)).toBe(true);
      const settled = await store.get(task.id, 'owner');
      expect(settled).toMatchObject({ status: 'completed', settledAt: 1_700, startedAt: 1_000, answer });
      const failure = { code: 'internal', message: 'late', retryable: false } as const;
      expect(await store.settle(task.id, 'w1', { status: 'failed', failure }, 1_800)).toBe(false);
      expect(await store.get(task.id, 'owner')).toEqual(settled);
    });

    it('keeps a failure with its hint', async () => {
      const { task } = await store.add(newTask());
      await claim();
      await store.settle(task.id, 'w1', { status: 'failed', failure: DOWN }, 1_700);
      expect(await store.get(task.id, 'owner')).toMatchObject({ status: 'failed', failure: DOWN });
    });

    it('keeps a long answer whole', async () => {
      const { task } = await store.add(newTask());
      await claim();
      const text = '龍'.repeat(3_000_000);
      await store.settle(task.id, 'w1', { status: 'completed', answer: { text } }, 1_700);
      expect((await store.get(task.id, 'owner'))?.answer?.text).toBe(text);
    });

    it('keeps what an answer says behind a NUL', async () => {
      const { task } = await store.add(newTask());
      await claim();
      await store.settle(task.id, 'w1', { status: 'completed', answer: { text: 'a\0b' } }, 1_700);
      expect((await store.get(task.id, 'owner'))?.answer?.text).toMatch(/^a.b$/su);
    });

    it('keeps a text that was cut within a character, but for that', async () => {
      const { task } = await store.add(newTask({ message: 'a\ud83d' }));
      await claim();
      await store.settle(task.id, 'w1', { status: 'completed', answer: { text: '\udc4bb' } }, 1_700);
      const kept = await store.get(task.id, 'owner');
      expect([kept?.message[0], kept?.answer?.text.at(-1)]).toEqual(['a', 'b']);
      expect(await store.get('\0', 'owner')).toBeUndefined();
    });

    it('cancels a pending task at once and marks a running one', async () => {
      const { task: running } = await store.add(newTask());
      await claim();
      const { task: pending } = await store.add(newTask());
      expect(await store.cancel(pending.id, 'owner', 1_500)).toMatchObject({
        status: 'cancelled',
        settledAt: 1_500,
      });
      expect(await store.cancel(running.id, 'owner', 1_500)).toMatchObject({
        status: 'running',
        cancelRequested: true,
      });
      expect(await store.cancelRequests('w1')).toEqual([running.id]);
      expect(await store.cancelRequests('w2')).toEqual([]);
      await store.settle(running.id, 'w1', { status: 'cancelled' }, 1_600);
      expect(await store.cancelRequests('w1')).toEqual([]);
      expect(await store.cancel(running.id, 'owner', 1_700)).toMatchObject({
        status: 'cancelled',
        settledAt: 1_600,
      });
    });

    it('leaves the stopping of a running task that nobody holds to whoever takes it over', async () => {
      const { task } = await store.add(newTask());
      await claim();
      expect(await store.cancel(task.id, 'owner', 2_001)).toMatchObject({ status: 'running' });
      expect(await takeOver({ worker: 'w2', now: 2_001 })).toMatchObject([
        { id: task.id, cancelRequested: true },
      ]);
    });

    it('tells more of the end of a task, each once, until it has ended', async () => {
      const [pending, running, silent] = [newTask({ notify: ['ops'] }), newTask(), newTask()];
      for (const task of [running, pending, silent]) await store.add(task);
      await claim({ limit: 1 });
      const also = (task: Pick<Task, 'id'>, ...targets: string[]) =>
        store.alsoNotify(task.id, 'owner', targets);
      expect(await also(pending, 'telegram:42', 'ops', 'a"b', 'telegram:42')).toBe(true);
      expect(await also(running, 'ops')).toBe(true);
      expect(await also(silent)).toBe(true);
      expect(await store.get(pending.id, 'owner')).toMatchObject({ notify: ['ops', 'telegram:42', 'a"b'] });
      expect(await store.get(running.id, 'owner')).toMatchObject({ status: 'running', notify: ['ops'] });
      expect(await store.get(silent.id, 'owner')).toEqual(pendingTask(silent));
      expect(await store.alsoNotify(running.id, 'guest', ['log'])).toBe(false);
      expect(await also({ id: 'unknown' }, 'log')).toBe(false);
      await store.settle(running.id, 'w1', { status: 'cancelled' }, 1_500);
      await store.cancel(pending.id, 'owner', 1_500);
      for (const task of [running, pending]) expect(await also(task, 'late')).toBe(false);
      const told = async ({ id }: Pick<Task, 'id'>) =>
        (await opened.outbox.of(id)).map(({ target }) => target);
      expect(await told(running)).toEqual(['ops']);
      expect(await told(pending)).toEqual(['ops', 'telegram:42', 'a"b']);
    });

    it('tells everybody who was added before the end of a task, whatever happens at once', async () => {
      const { tasks: other } = await world.open();
      const tasks = Array.from({ length: 30 }, () => newTask());
      for (const task of tasks) await store.add(task);
      await claim({ limit: 30 });
      const races = tasks.map(async ({ id }, i) => {
        const [before, isTold, after] = await Promise.all([
          other.alsoNotify(id, 'owner', ['first']),
          store.alsoNotify(id, 'owner', [`second ${i}`]),
          other.alsoNotify(id, 'owner', ['third']),
          store.settle(id, 'w1', { status: 'completed', answer: { text: 'done' } }, 1_500),
        ]);
        const told = (await opened.outbox.of(id)).map(({ target }) => target);
        for (const [isPromised, target] of [
          [before, 'first'],
          [isTold, `second ${i}`],
          [after, 'third'],
        ] as const)
          expect(told.filter((one) => one === target)).toHaveLength(isPromised ? 1 : 0);
      });
      await Promise.all(races);
    });

    it('keeps apart the gateways that two processes know by one name', async () => {
      const here = newTask({ sessionKey: 's' });
      const there = newTask({ sessionKey: 's', gateway: 'http://there' });
      for (const task of [here, there]) await store.add(task);
      expect(await claimedIds()).toEqual([here.id]);
      expect(await claimedIds({ gateway: 'http://there' })).toEqual([there.id]);
      expect(await takeOver({ now: 3_000 })).toMatchObject([{ id: here.id }]);
    });

    it('gives a worker that wants certain tasks no others', async () => {
      const [one, two] = [newTask(), newTask()];
      for (const task of [one, two]) await store.add(task);
      expect(await claimedIds({ only: [] })).toEqual([]);
      expect(await claimedIds({ only: [two.id, 'unknown'] })).toEqual([two.id]);
      await claim();
      expect(await takeOver({ now: 3_000, only: [one.id] })).toMatchObject([{ id: one.id }]);
    });

    it('has a task that was put back pending again, and only for its worker', async () => {
      const { task } = await store.add(newTask());
      await claim();
      await store.putBack('w2', [task.id]);
      expect(await store.get(task.id, 'owner')).toMatchObject({ status: 'running' });
      await store.putBack('w1', [task.id, 'unknown']);
      expect(await store.get(task.id, 'owner')).toEqual(task);
      expect(await claimedIds({ worker: 'w2' })).toEqual([task.id]);
    });

    it('lists newest first, filtered, without texts, with counts', async () => {
      const a = newTask({ sessionId: 'notes', sessionKey: 'notes' });
      const b = newTask({ instance: 'office', gateway: 'http://office' });
      const c = newTask();
      for (const task of [a, b, c]) await store.add(task);
      await claim({ limit: 1 });
      await store.settle(a.id, 'w1', { status: 'completed', answer: { text: 'x' } }, 1_500);
      const list = async (filter: object) =>
        (await store.list({ principal: 'owner', limit: 10, ...filter })).tasks.map((task) => task.id);
      expect(await list({})).toEqual([c.id, b.id, a.id]);
      expect(await list({ limit: 2 })).toEqual([c.id, b.id]);
      expect(await list({ status: 'completed' })).toEqual([a.id]);
      expect(await list({ sessionId: 'notes' })).toEqual([a.id]);
      expect(await list({ instance: 'office' })).toEqual([b.id]);
      const page = await store.list({ principal: 'owner', limit: 10 });
      expect(page.counts).toEqual({ pending: 2, running: 0, completed: 1, failed: 0, cancelled: 0 });
      expect(page.tasks.at(-1)).toMatchObject({ id: a.id, hasAnswer: true });
      expect(page.tasks.at(-1)).not.toHaveProperty('message');
    });

    it('lists page by page, each task once, whatever is added meanwhile', async () => {
      const tasks = Array.from({ length: 5 }, () => newTask());
      for (const task of [...tasks, newTask({ principal: 'guest' })]) await store.add(task);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const filter = { principal: 'owner', limit: 2, ...(cursor === undefined ? {} : { cursor }) };
        const page = await store.list(filter);
        seen.push(...page.tasks.map(({ id }) => id));
        cursor = page.nextCursor;
        await store.add(newTask());
      } while (cursor !== undefined);
      expect(seen).toEqual(tasks.map(({ id }) => id).toReversed());
      await expect(store.list({ principal: 'owner', limit: 2, cursor: 'x' })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    });

    it('lists every state by itself, also among others and page by page', async () => {
      const made: Task[] = [];
      for (let i = 0; i < 10; i++) made.push((await store.add(newTask())).task);
      await claim({ limit: 8 });
      const ids = made.map(({ id }) => id);
      for (const [i, status] of (['completed', 'failed', 'cancelled'] as const).entries()) {
        for (const id of ids.slice(2 * i, 2 * i + 2)) {
          if (status === 'completed') await store.settle(id, 'w1', { status, answer: { text: 'x' } }, 1_500);
          else if (status === 'failed') await store.settle(id, 'w1', { status, failure: DOWN }, 1_500);
          else await store.settle(id, 'w1', { status }, 1_500);
        }
      }
      for (const [i, status] of (
        ['completed', 'failed', 'cancelled', 'running', 'pending'] as const
      ).entries()) {
        const first = await store.list({ principal: 'owner', status, limit: 1 });
        expect(first.tasks.map(({ id }) => id)).toEqual([ids[2 * i + 1]]);
        const second = await store.list({ principal: 'owner', status, limit: 1, cursor: first.nextCursor! });
        expect(second.tasks.map(({ id }) => id)).toEqual([ids[2 * i]]);
        expect(second).not.toHaveProperty('nextCursor');
        expect(second.counts).toEqual({ pending: 2, running: 2, completed: 2, failed: 2, cancelled: 2 });
      }
    });

    it('lets principals take turns, and each has its own order', async () => {
      const noisy = Array.from({ length: 6 }, () => newTask({ principal: 'noisy' }));
      const quiet = Array.from({ length: 2 }, () => newTask({ principal: 'quiet' }));
      const urgent = newTask({ principal: 'noisy', priority: 1 });
      for (const task of [...noisy, ...quiet, urgent]) await store.add(task);
      expect(await claimedIds({ limit: 1 })).toEqual([urgent.id]);
      // `noisy` has one running already, so the next turn is not his.
      expect(await claimedIds({ limit: 1 })).toEqual([quiet[0]!.id]);
      expect((await claimedIds({ limit: 3 })).toSorted()).toEqual(
        [noisy[0]!.id, noisy[1]!.id, quiet[1]!.id].toSorted(),
      );
      expect((await claimedIds()).toSorted()).toEqual(
        noisy
          .slice(2)
          .map(({ id }) => id)
          .toSorted(),
      );
    });

    it('claims only what is urgent enough when asked to', async () => {
      const [low, high] = [newTask(), newTask({ priority: 10 })];
      for (const task of [low, high]) await store.add(task);
      expect(await claimedIds({ minPriority: 10 })).toEqual([high.id]);
      expect(await claimedIds({ minPriority: 10 })).toEqual([]);
      expect(await claimedIds()).toEqual([low.id]);
    });

    it('begins a task that is to be retried at its time, before later ones of its session', async () => {
      const { task } = await store.add(newTask({ sessionKey: 's' }));
      await store.add(newTask({ sessionKey: 's' }));
      await claim();
      const retry = { attempt: 2, notBefore: 5_000, failure: DOWN };
      expect(await store.retry(task.id, 'w2', retry)).toBe(false);
      expect(await store.retry(task.id, 'w1', retry)).toBe(true);
      expect(await store.get(task.id, 'owner')).toEqual({ ...task, ...retry });
      expect(await claimedIds({ now: 4_999 })).toEqual([]);
      const [again] = await claim({ now: 5_000, leaseUntil: 6_000 });
      expect(again).toMatchObject({ id: task.id, status: 'running', attempt: 2, startedAt: 5_000 });
      expect(again).not.toHaveProperty('failure');
    });

    it('does not retry what somebody wants cancelled', async () => {
      const { task } = await store.add(newTask());
      await claim();
      await store.cancel(task.id, 'owner', 1_500);
      expect(await store.retry(task.id, 'w1', { attempt: 1, notBefore: 0, failure: DOWN })).toBe(false);
      expect(await store.get(task.id, 'owner')).toMatchObject({ status: 'running' });
    });

    it('gives up pending tasks whose time to wait is over, wherever they stand in their session', async () => {
      const patient = newTask({ sessionKey: 's', giveUpAt: 9_000 });
      const impatient = newTask({ sessionKey: 's', giveUpAt: 1_000 });
      const elsewhere = newTask({ gateway: 'http://there', giveUpAt: 1_000 });
      const other = newTask({ giveUpAt: 1_000 });
      for (const task of [patient, impatient, elsewhere, other]) await store.add(task);
      const surrender = {
        instance: 'home',
        gateway: GATEWAY,
        now: 1_500,
        waitedUntil: 1_000,
        failure: DOWN,
      };
      expect(await store.giveUp({ ...surrender, only: [impatient.id, patient.id] })).toMatchObject([
        { id: impatient.id, status: 'failed', failure: DOWN, settledAt: 1_500 },
      ]);
      expect(await store.giveUp(surrender)).toMatchObject([{ id: other.id }]);
      expect(await store.giveUp(surrender)).toEqual([]);
      expect(await store.get(patient.id, 'owner')).toMatchObject({ status: 'pending' });
      const everywhere = { now: 1_500, waitedUntil: 1_000, failure: DOWN };
      expect(await store.giveUp(everywhere)).toMatchObject([{ id: elsewhere.id }]);
      expect((await store.list({ principal: 'owner', limit: 1 })).counts).toMatchObject({
        pending: 1,
        failed: 3,
      });
    });

    it('counts what waits and runs at each instance, of every principal', async () => {
      expect(await store.load()).toEqual([]);
      await store.add(newTask({ sessionKey: 'a' }));
      await store.add(newTask({ sessionKey: 'b', principal: 'ada' }));
      await store.add(newTask({ sessionKey: 'c', principal: 'ada' }));
      await store.add(newTask({ sessionKey: 'd', instance: 'work' }));
      await claim({ limit: 1 });
      expect(await store.load()).toHaveLength(3);
      expect(await store.load()).toEqual(
        expect.arrayContaining([
          { instance: 'home', status: 'pending', count: 2 },
          { instance: 'home', status: 'running', count: 1 },
          { instance: 'work', status: 'pending', count: 1 },
        ]),
      );
    });

    it('looks at tasks of any principal without their texts', async () => {
      const [mine, his] = [newTask(), newTask({ principal: 'guest' })];
      for (const task of [mine, his]) await store.add(task);
      const seen = await store.look([his.id, 'unknown', mine.id]);
      expect(seen.map(({ id }) => id).toSorted()).toEqual([mine.id, his.id].toSorted());
      expect(seen[0]).not.toHaveProperty('message');
      expect(await store.look([])).toEqual([]);
    });

    it('takes a lease from a clock that was set back since', async () => {
      const { task } = await store.add(newTask());
      await claim({ now: 3_600_000, leaseUntil: 3_601_000 });
      expect(await takeOver({ worker: 'w2', now: 1_000, leaseUntil: 2_000 })).toMatchObject([
        { id: task.id },
      ]);
    });

    it('forgets settled tasks by age and by count, a few at a time, never others', async () => {
      const tasks: Task[] = [];
      for (let i = 0; i < 6; i++) tasks.push((await store.add(newTask({ createdAt: 50 + i }))).task);
      await claim({ limit: 5 });
      for (const [i, at] of [100, 200, 300, 400].entries())
        await store.settle(tasks[i]!.id, 'w1', { status: 'cancelled' }, at);
      const left = async () => {
        const page = await store.list({ principal: 'owner', limit: 10 });
        expect(page.counts.cancelled).toBe(page.tasks.filter(({ status }) => status === 'cancelled').length);
        return page.tasks.map(({ id }) => tasks.findIndex((task) => task.id === id));
      };
      expect(await store.prune({ ...PRUNE, settledBefore: 150 })).toBe(1);
      expect(await left()).toEqual([5, 4, 3, 2, 1]);
      expect(await store.prune({ ...PRUNE, keep: 0, keepSince: 250 })).toBe(1);
      expect(await left()).toEqual([5, 4, 3, 2]);
      expect(await store.prune({ ...PRUNE, keep: 0, limit: 1 })).toBe(1);
      expect(await left()).toEqual([5, 4, 3]);
      expect(await store.prune({ ...PRUNE, keep: 1 })).toBe(0);
    });

    it('forgets each task once and counts right, when several processes do it at once', async () => {
      const { tasks: other } = await world.open();
      for (let i = 0; i < 12; i++) await store.add(newTask({ createdAt: 1 }));
      const begun = await claim({ limit: 12 });
      await Promise.all(begun.map(({ id }) => store.settle(id, 'w1', { status: 'cancelled' }, 100)));
      const pruned = () =>
        Promise.all([store, other, store].map((one) => one.prune({ ...PRUNE, keep: 5, limit: 4 })));
      const gone = [...(await pruned()), ...(await pruned())].reduce((sum, one) => sum + one, 0);
      expect(gone).toBe(7);
      const { tasks, counts } = await other.list({ principal: 'owner', limit: 20 });
      expect([tasks.length, counts.cancelled]).toEqual([5, 5]);
    });

    it('tells of changes another process made, and is silent about its own', async () => {
      const { tasks: other } = await world.open();
      let heard = 0;
      const changed = new Promise<void>((resolve) => {
        store.watch(() => {
          heard++;
          resolve();
        });
      });
      await store.add(newTask());
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(heard).toBe(0);
      await other.add(newTask());
      await changed;
    });

    it('stops telling when asked to', async () => {
      const { tasks: other } = await world.open();
      let heard = 0;
      const stop = store.watch(() => heard++);
      const second = new Promise<void>((resolve) => void store.watch(resolve));
      stop();
      await other.add(newTask());
      await second;
      expect(heard).toBe(0);
    });

    it('survives being closed and opened again', async () => {
      const { task } = await store.add(newTask());
      await opened.close();
      store = (await world.open()).tasks;
      expect(await store.get(task.id, 'owner')).toMatchObject({ id: task.id, status: 'pending' });
    });
  });
}
