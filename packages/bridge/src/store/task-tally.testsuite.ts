import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskStore } from '../domain/port/task-store.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import type { NewTask, Outcome } from '../domain/task.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

const FAILED: Outcome = {
  status: 'failed',
  failure: { code: 'gateway_unreachable', message: 'broken', hint: 'repair it', retryable: false },
};
const COMPLETED: Outcome = { status: 'completed', answer: { text: 'done' } };

/** What every store tells whoever may see everybody's tasks. */
export function describeTaskTally(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`TaskStore contract, everybody's tasks: ${name}`, () => {
    let world: StoreSetup;
    let tasks: TaskStore;

    beforeEach(async () => {
      world = await setup();
      tasks = (await world.open()).tasks;
    });
    afterEach(async () => {
      await world.teardown();
    });

    /** Asked, begun and ended. */
    const end = async (at: number, outcome: Outcome = COMPLETED, over: Partial<NewTask> = {}) => {
      const { task } = await tasks.add(aNewTask({ createdAt: 0, ...over }));
      const { instance, gateway, id } = task;
      await tasks.claim({
        worker: 'w',
        instance,
        gateway,
        limit: 1,
        now: at,
        leaseUntil: at + 1_000,
        only: [id],
      });
      await tasks.settle(id, 'w', outcome, at);
      return id;
    };

    it('tallies how tasks ended, step by step', async () => {
      for (const at of [999, 1_000, 1_099, 1_300, 2_000]) await end(at);
      await end(1_050, FAILED, { principal: 'guest' });
      const { task } = await tasks.add(aNewTask({ createdAt: 1_000 }));
      await tasks.cancel(task.id, task.principal, 1_350);
      const tally = await tasks.tally({ since: 1_000, until: 2_000, stepMs: 100 });
      expect(tally).toEqual([
        { at: 1_000, completed: 2, failed: 1, cancelled: 0, medianMs: 1_000, slowMs: 1_099 },
        { at: 1_300, completed: 1, failed: 0, cancelled: 1, medianMs: 1_300, slowMs: 1_300 },
      ]);
    });

    it('tells how long half of them took, and 95 of 100', async () => {
      for (let i = 100; i >= 1; i--) await end(5_000, COMPLETED, { createdAt: 5_000 - i });
      const [step] = await tasks.tally({ since: 5_000, until: 6_000, stepMs: 1_000 });
      expect(step).toMatchObject({ completed: 100, medianMs: 50, slowMs: 95 });
    });

    it('leaves out how long it took where none was completed', async () => {
      await end(1_000, FAILED);
      expect(await tasks.tally({ since: 0, until: 2_000, stepMs: 2_000 })).toEqual([
        { at: 0, completed: 0, failed: 1, cancelled: 0 },
      ]);
      expect(await tasks.tally({ since: 2_000, until: 3_000, stepMs: 100 })).toEqual([]);
    });

    it('lists the tasks of everybody, newest first, page by page', async () => {
      const done = await end(1_000, COMPLETED, { sessionId: 'one' });
      const failed = await end(1_000, FAILED, { principal: 'guest', sessionId: 'two' });
      const { task: running } = await tasks.add(aNewTask({ principal: 'guest', sessionId: 'three' }));
      const { instance, gateway } = running;
      await tasks.claim({ worker: 'w', instance, gateway, limit: 1, now: 1_000, leaseUntil: 2_000 });
      const { task: pending } = await tasks.add(aNewTask({ sessionId: 'four' }));
      const ids = async (over: Partial<Parameters<TaskStore['list']>[0]> = {}) =>
        (await tasks.list({ limit: 10, ...over })).tasks.map(({ id }) => id);
      expect(await ids()).toEqual([pending.id, running.id, failed, done]);
      expect(await ids({ status: 'completed' })).toEqual([done]);
      expect(await ids({ status: 'failed' })).toEqual([failed]);
      expect(await ids({ status: 'cancelled' })).toEqual([]);
      expect(await ids({ status: 'pending' })).toEqual([pending.id]);
      expect(await ids({ status: 'running' })).toEqual([running.id]);
      expect(await ids({ sessionId: 'two' })).toEqual([failed]);
      expect(await ids({ instance: 'elsewhere' })).toEqual([]);
      const first = await tasks.list({ limit: 3 });
      expect(first.tasks).toHaveLength(3);
      expect(await ids({ cursor: first.nextCursor ?? '' })).toEqual([done]);
      const counts = { pending: 1, running: 1, completed: 1, failed: 1, cancelled: 0 };
      expect(first.counts).toEqual(counts);
      expect((await tasks.list({ principal: 'guest', limit: 1 })).counts).toEqual({
        ...counts,
        pending: 0,
        completed: 0,
      });
    });
  });
}
