import { aGuest, anOwner } from '../domain/principal.fixture.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anInstance } from '../domain/instance.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createWorld, type World } from './world.fixture.ts';

let temp: TempStore;
let world: World;

beforeEach(() => {
  temp = createTempStore();
  world = createWorld(temp.open(), { instances: [anInstance({ maxConcurrent: 1 })] });
});
afterEach(() => temp.discard());

const cancel = (id: string, principal = OWNER) => world.cancelTask({ principal, id });

describe('cancelTask', () => {
  it('stops a running agent and resolves with the cancelled task', async () => {
    await world.ask({ waitMs: 0 });
    const run = await world.runner.next();
    expect(await cancel(run.id)).toMatchObject({ id: run.id, status: 'cancelled' });
    expect(run.stopped()).toBe(true);
    expect(await world.stored(run.id)).toMatchObject({ status: 'cancelled' });
  });

  it('cancels a waiting task at once, tells who waits for it, and never runs it', async () => {
    await world.ask({ waitMs: 0 });
    const busy = await world.runner.next();
    const asking = world.ask({ idempotencyKey: 'k' });
    const { id } = await world.ask({ idempotencyKey: 'k', waitMs: 0 });
    expect(await cancel(id)).toMatchObject({ status: 'cancelled', settledAt: world.clock.now() });
    expect(await asking).toMatchObject({ id, status: 'cancelled' });
    busy.answer('done');
    await world.settled(busy.id);
    await world.quiet();
    expect(world.runner.runs).toHaveLength(1);
  });

  it('resolves with the running task when stopping takes long, and the cancellation stands', async () => {
    const other = createWorld(temp.open(), { workerId: 'stuck' });
    await other.ask({ waitMs: 0 });
    const run = await other.runner.next();
    const cancelling = cancel(run.id);
    await expect.poll(() => world.clock.waiting()).toBe(1);
    world.clock.advance(3_000);
    expect(await cancelling).toMatchObject({ status: 'running', cancelRequested: true });
  });

  it('resolves with the answer when the task ended in the same moment', async () => {
    await world.ask({ waitMs: 0 });
    const run = await world.runner.next();
    run.answer('done');
    expect(await cancel(run.id)).toMatchObject({ status: 'completed', answer: { text: 'done' } });
  });

  it('may be asked twice', async () => {
    await world.ask({ waitMs: 0 });
    const run = await world.runner.next();
    const both = await Promise.all([cancel(run.id), cancel(run.id)]);
    expect(both.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  });

  it('refuses a task that has ended, and says how', async () => {
    const asking = world.ask();
    (await world.runner.next()).answer('done');
    const { id } = await asking;
    await expect(cancel(id)).rejects.toMatchObject({
      code: 'not_cancellable',
      message: expect.stringContaining('completed'),
    });
  });

  it('does not know a task that is not there, or is somebody else’s', async () => {
    await world.ask({ waitMs: 0 });
    const run = await world.runner.next();
    await expect(cancel('task_0')).rejects.toMatchObject({ code: 'unknown_task' });
    await expect(cancel(run.id, aGuest())).rejects.toMatchObject({ code: 'unknown_task' });
    expect(run.stopped()).toBe(false);
  });

  it('cancels none for somebody who may only look, or may not touch its session', async () => {
    const { id } = await world.ask({ waitMs: 0, sessionId: 'notes' });
    await expect(cancel(id, anOwner(['read']))).rejects.toMatchObject({ code: 'not_allowed' });
    const elsewhere = anOwner(['read', 'chat'], { sessionPrefixes: ['other'] });
    await expect(cancel(id, elsewhere)).rejects.toMatchObject({ code: 'unknown_task' });
    expect(await cancel(id, anOwner(['chat']))).toMatchObject({ status: 'cancelled' });
  });
});
