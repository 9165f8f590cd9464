import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskStore } from '../domain/port/task-store.ts';
import type { NewTask, Task } from '../domain/task.ts';

export interface TaskStoreSetup {
  /** Opens another connection to the same store, as another process would. */
  open(): Promise<TaskStore>;
  /** Closes everything and deletes the store. */
  teardown(): Promise<void>;
}

const LEASE = { now: 1_000, leaseUntil: 2_000 };
const GATEWAY = 'http://127.0.0.1:18789';
let ids = 0;

function newTask(over: Partial<NewTask> = {}): NewTask {
  const id = `task_${++ids}`;
  return {
    id,
    principal: 'owner',
    instance: 'home',
    gateway: GATEWAY,
    sessionId: id,
    sessionKey: id,
    message: 'hello',
    priority: 0,
    origin: 'cli',
    createdAt: 1_000,
    ...over,
  };
}

/** The promises of the TaskStore port; every store keeps them. */
export function describeTaskStore(name: string, setup: () => Promise<TaskStoreSetup>): void {
  describe(`TaskStore contract: ${name}`, () => {
    let world: TaskStoreSetup;
    let store: TaskStore;

    beforeEach(async () => {
      world = await setup();
      store = await world.open();
    });
    afterEach(async () => {
      await world.teardown();
    });

    const claim = (over: Partial<Parameters<TaskStore['claim']>[0]> = {}) =>
      store.claim({ worker: 'w1', instance: 'home', gateway: GATEWAY, limit: 10, ...LEASE, ...over });
    const takeOver = (over: Partial<Parameters<TaskStore['takeOver']>[0]> = {}) =>
      store.takeOver({ worker: 'w1', instance: 'home', gateway: GATEWAY, limit: 10, ...LEASE, ...over });
    const claimedIds = async (over: Parameters<typeof claim>[0] = {}) =>
      (await claim(over)).map(({ id }) => id);

    it('keeps a task as it was given', async () => {
      const task = newTask({ message: '你好 👋\nline two', priority: 3, idempotencyKey: 'k' });
      await store.add(task);
      expect(await store.get(task.id, 'owner')).toEqual({
        ...task,
        status: 'pending',
        cancelRequested: false,
      });
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
      expect(await claimedIds({ limit: 1 })).toEqual([b.id]);
      expect((await claimedIds()).toSorted()).toEqual([a.id, c.id, d.id].toSorted());
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
      const other = await world.open();
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
      expect(await takeOver({ worker: 'w2', now: 5_000, leaseUntil: 6_000 })).toEqual([]);
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
      const failure = {
        code: 'gateway_unreachable',
        message: 'down',
        hint: 'start it',
        retryable: true,
      } as const;
      await store.settle(task.id, 'w1', { status: 'failed', failure }, 1_700);
      expect(await store.get(task.id, 'owner')).toMatchObject({ status: 'failed', failure });
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

    it('forgets settled tasks by age and by count, never others', async () => {
      const tasks: Task[] = [];
      for (let i = 0; i < 6; i++) tasks.push((await store.add(newTask())).task);
      await claim({ limit: 5 });
      const settledAt = [100, 200, 300, 400];
      for (const [i, at] of settledAt.entries())
        await store.settle(tasks[i]!.id, 'w1', { status: 'cancelled' }, at);
      expect(await store.prune({ settledBefore: 150, keep: 2 })).toBe(2);
      const left = (await store.list({ principal: 'owner', limit: 10 })).tasks.map((task) => task.id);
      expect(left).toEqual([5, 4, 3, 2].map((i) => tasks[i]!.id));
    });

    it('tells of changes another process made, and is silent about its own', async () => {
      const other = await world.open();
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
      const other = await world.open();
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
      await store.close();
      store = await world.open();
      expect(await store.get(task.id, 'owner')).toMatchObject({ id: task.id, status: 'pending' });
    });
  });
}
