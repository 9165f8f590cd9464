import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { Store } from '../domain/port/store.ts';
import { OWNER } from '../domain/principal.ts';
import { createStop } from '../domain/stop.ts';
import { aNewTask, aTask } from '../domain/task.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createTaskFeed } from './task-feed.ts';
import { createWaitForTask } from './wait-for-task.ts';
import { createWorld } from './world.fixture.ts';

const LEASE = {
  worker: 'elsewhere',
  instance: 'home',
  gateway: 'http://127.0.0.1:18789',
  limit: 1,
  now: 1,
  leaseUntil: 2,
};

let temp: TempStore;

beforeEach(() => {
  temp = createTempStore();
});
afterEach(() => temp.discard());

/** A task that a process we know nothing of is running. */
async function runningElsewhere() {
  const { tasks: elsewhere } = temp.open();
  const { task } = await elsewhere.add(aNewTask({ principal: OWNER.id }));
  await elsewhere.claim(LEASE);
  const settle = () =>
    elsewhere.settle(task.id, 'elsewhere', { status: 'completed', answer: { text: 'from afar' } }, 5);
  return { task, settle };
}

/** A store of which one method fails. */
const failing = (store: Store): Store => ({
  ...store,
  tasks: {
    ...store.tasks,
    get: () => Promise.reject(new Failure('store_unavailable', 'The disk is gone.', { retryable: true })),
  },
});

describe('waitForTask', () => {
  it.each(['completed', 'failed', 'cancelled'] as const)('does not wait for a %s task', async (status) => {
    const world = createWorld(temp.open());
    const task = aTask({ status });
    expect(await world.waitForTask(task, { waitMs: Infinity })).toBe(task);
  });

  it.each([0, -1])('does not wait for %i ms', async (waitMs) => {
    const world = createWorld(temp.open());
    const task = aTask();
    expect(await world.waitForTask(task, { waitMs })).toBe(task);
  });

  it('ends for everybody when the process leaves, and says under which id the answer will be', async () => {
    const { task } = await runningElsewhere();
    const { tasks } = temp.open();
    const leaving = createStop();
    const waitForTask = createWaitForTask({
      store: tasks,
      feed: createTaskFeed(),
      clock: createSteppedClock(),
      leaving: leaving.signal,
    });
    const waiting = [1, 2].map(() => waitForTask(task, { waitMs: Infinity }));
    leaving.stop();
    for (const one of [...waiting, waitForTask(task, { waitMs: Infinity })]) {
      await expect(one).rejects.toMatchObject({
        code: 'shutting_down',
        message: expect.stringContaining(task.id),
        hint: expect.stringContaining('openclaw_task_status'),
      });
    }
  });

  it('resolves with the task as it is when it is enough, and leaves it running', async () => {
    const { task, settle } = await runningElsewhere();
    const world = createWorld(temp.open());
    const enough = createStop();
    const waiting = world.waitForTask(task, { waitMs: Infinity, enough: enough.signal });
    enough.stop();
    expect(await waiting).toMatchObject({ id: task.id, status: 'running' });
    expect(await world.waitForTask(task, { waitMs: Infinity, enough: enough.signal })).toMatchObject({
      status: 'running',
    });
    await settle();
    expect(await world.settled(task.id)).toMatchObject({ status: 'completed' });
  });

  it('resolves as soon as another process has settled the task', async () => {
    const { task, settle } = await runningElsewhere();
    const world = createWorld(temp.open());
    const waiting = world.waitForTask(task, { waitMs: Infinity });
    await settle();
    expect(await waiting).toMatchObject({ status: 'completed', answer: { text: 'from afar' } });
  });

  it('resolves when the task was settled before anybody listened', async () => {
    const { task, settle } = await runningElsewhere();
    await settle();
    const world = createWorld(temp.open());
    expect(await world.waitForTask(task, { waitMs: Infinity })).toMatchObject({ status: 'completed' });
  });

  it('goes on waiting when another process changed something else', async () => {
    const { task, settle } = await runningElsewhere();
    const world = createWorld(temp.open());
    let over = false;
    const waiting = world.waitForTask(task, { waitMs: Infinity }).finally(() => (over = true));
    const heard = new Promise<void>((resolve) => void world.store.watch(resolve));
    await temp.open().tasks.add(aNewTask());
    await heard;
    await world.quiet();
    expect(over).toBe(false);
    await settle();
    await waiting;
  });

  it('resolves with the task as it is now when the time is over', async () => {
    const { task } = await runningElsewhere();
    const world = createWorld(temp.open());
    const waiting = world.waitForTask({ ...task, status: 'pending' }, { waitMs: 100 });
    world.clock.advance(100);
    expect(await waiting).toMatchObject({ id: task.id, status: 'running' });
  });

  it('rejects when the task is gone from the store, rather than wait for ever', async () => {
    const world = createWorld(temp.open());
    const waiting = world.waitForTask(aTask(), { waitMs: Number.POSITIVE_INFINITY });
    await expect(waiting).rejects.toMatchObject({ code: 'unknown_task' });
  });

  it('rejects when the time is over and the store does not answer, rather than wait for ever', async () => {
    const world = createWorld(failing(temp.open()));
    const waiting = world.waitForTask(aTask(), { waitMs: 100 });
    world.clock.advance(100);
    await expect(waiting).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });
  });

  it('rejects with cancelled when the signal aborts, now or before', async () => {
    const world = createWorld(temp.open());
    const { signal, stop } = createStop();
    const waiting = world.waitForTask(aTask(), { waitMs: Infinity, signal });
    stop();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(world.waitForTask(aTask(), { waitMs: Infinity, signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('takes an AbortSignal too', async () => {
    const world = createWorld(temp.open());
    const controller = new AbortController();
    const waiting = world.waitForTask(aTask(), { waitMs: Infinity, signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('leaves nothing behind: no timer, no listener', async () => {
    const world = createWorld(temp.open());
    const task = aTask();
    const told: string[] = [];
    const waiting = world.waitForTask(task, {
      waitMs: 1_000,
      onProgress: (progress) => told.push('text' in progress ? progress.text : ''),
    });
    world.feed.publish(task.id, { kind: 'progress', progress: { text: 'a' } });
    world.feed.publish(task.id, { kind: 'settled', task: { ...task, status: 'cancelled' } });
    world.feed.publish(task.id, { kind: 'progress', progress: { text: 'too late' } });
    expect(await waiting).toMatchObject({ status: 'cancelled' });
    expect(told).toEqual(['a']);
    expect(world.feed.followed()).toEqual([]);
    expect(world.clock.waiting()).toBe(0);
  });
});
