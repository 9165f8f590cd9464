import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FailureRecord } from '../domain/failure.ts';
import type { Outbox, Take } from '../domain/port/outbox.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import type { NewTask, Outcome } from '../domain/task.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

const DONE: Outcome = { status: 'completed', answer: { text: 'pong' } };
const BUSY: FailureRecord = { code: 'gateway_refused', message: 'busy', retryable: true };

/** The promises of the Outbox port; every store keeps them. */
export function describeOutbox(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`Outbox contract: ${name}`, () => {
    let world: StoreSetup;
    let tasks: TaskStore;
    let outbox: Outbox;

    beforeEach(async () => {
      world = await setup();
      ({ tasks, outbox } = await world.open());
    });
    afterEach(async () => {
      await world.teardown();
    });

    const add = async (over: Partial<NewTask>) => (await tasks.add(aNewTask(over))).task;
    const claim = async () =>
      await tasks.claim({
        worker: 'w1',
        instance: 'home',
        gateway: 'http://127.0.0.1:18789',
        limit: 10,
        now: 1_000,
        leaseUntil: 2_000,
      });
    const settled = async (over: Partial<NewTask>) => {
      const task = await add(over);
      await claim();
      await tasks.settle(task.id, 'w1', DONE, 1_500);
      return task;
    };
    const take = async (over: Partial<Take> = {}) =>
      await outbox.take({ worker: 'w1', limit: 10, now: 2_000, leaseUntil: 3_000, ...over });

    it('holds a notice for each target of a task once it has settled, and none before', async () => {
      const task = await add({ notify: ['ops', 'telegram:42'] });
      await claim();
      expect(await take()).toEqual([]);
      await tasks.settle(task.id, 'w1', DONE, 1_500);
      await tasks.settle(task.id, 'w1', DONE, 1_500);
      const taken = await take();
      expect(taken.map(({ target }) => target).toSorted()).toEqual(['ops', 'telegram:42']);
      expect(taken[0]).toMatchObject({ taskId: task.id, principal: 'owner', attempts: 0 });
      expect(new Set(taken.map(({ id }) => id)).size).toBe(2);
    });

    it('holds none for a task that nobody is to be told of', async () => {
      await settled({});
      expect(await take()).toEqual([]);
    });

    it('holds them too for tasks that end in other ways', async () => {
      const cancelled = await add({ notify: ['a'] });
      const surrendered = await add({ notify: ['b'] });
      await tasks.cancel(cancelled.id, 'owner', 1_500);
      await tasks.giveUp({
        instance: 'home',
        gateway: surrendered.gateway,
        now: 2_000,
        waitedUntil: 2_000,
        failure: BUSY,
      });
      expect((await take()).map(({ target }) => target).toSorted()).toEqual(['a', 'b']);
    });

    it('hands a notice to one worker only, and again when his lease is over', async () => {
      await settled({ notify: ['ops'] });
      const { outbox: other } = await world.open();
      const both = await Promise.all([
        take(),
        other.take({ worker: 'w2', limit: 10, now: 2_000, leaseUntil: 3_000 }),
      ]);
      expect(both.flat()).toHaveLength(1);
      expect(await take({ now: 2_999 })).toEqual([]);
      expect(await take({ worker: 'w3', now: 3_000, leaseUntil: 4_000 })).toHaveLength(1);
    });

    it('forgets one that was delivered, and tells of it', async () => {
      const task = await settled({ notify: ['ops'] });
      const [notice] = await take();
      await outbox.delivered(notice!.id, 'w2', 2_400);
      await outbox.delivered(notice!.id, 'w1', 2_500);
      expect(await take({ now: 9_000 })).toEqual([]);
      expect(await outbox.of(task.id)).toEqual([
        { id: notice!.id, target: 'ops', status: 'delivered', attempts: 1, deliveredAt: 2_500 },
      ]);
    });

    it('hands out one that was postponed at its time, with the same id', async () => {
      const task = await settled({ notify: ['ops'] });
      const [notice] = await take();
      await outbox.postpone(notice!.id, 'w1', BUSY, 5_000);
      expect(await outbox.of(task.id)).toMatchObject([
        { status: 'pending', attempts: 1, notBefore: 5_000, failure: BUSY },
      ]);
      expect(await take({ now: 4_999 })).toEqual([]);
      expect(await take({ now: 5_000, leaseUntil: 6_000 })).toEqual([{ ...notice, attempts: 1 }]);
    });

    it('keeps why one was given up', async () => {
      const task = await settled({ notify: ['ops'] });
      const [notice] = await take();
      await outbox.giveUp(notice!.id, 'w1', BUSY);
      expect(await take({ now: 9_000 })).toEqual([]);
      expect(await outbox.of(task.id)).toMatchObject([{ status: 'failed', attempts: 1, failure: BUSY }]);
    });

    it('counts those that have to go out still, taken or not', async () => {
      expect(await outbox.waiting()).toBe(0);
      await settled({ notify: ['ops', 'log', 'nas'] });
      const [first, second] = await take();
      expect(await outbox.waiting()).toBe(3);
      await outbox.delivered(first!.id, 'w1', 2_500);
      await outbox.giveUp(second!.id, 'w1', BUSY);
      expect(await outbox.waiting()).toBe(1);
    });

    it('forgets the notices of a task that is forgotten', async () => {
      const task = await settled({ notify: ['ops'], createdAt: 1 });
      await tasks.prune({ settledBefore: 9_000, keep: 0, keepSince: 9_000, limit: 10 });
      expect(await outbox.of(task.id)).toEqual([]);
      expect(await take({ now: 9_000 })).toEqual([]);
    });
  });
}
