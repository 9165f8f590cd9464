import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import type { Store } from '../domain/port/store.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import type { LiveProgress } from '../domain/task.ts';
import { createWorld } from './world.fixture.ts';

let temp: TempStore;

beforeEach(() => {
  temp = createTempStore();
});
afterEach(() => temp.discard());

/** Counts the looks, and fails the first ones. */
function watched(store: Store, failures = 0) {
  const looks: (readonly string[])[] = [];
  const look: Store['tasks']['look'] = async (ids) => {
    looks.push(ids);
    if (looks.length <= failures) throw new Failure('store_unavailable', 'Busy.');
    return await store.tasks.look(ids);
  };
  return { looks, store: { ...store, tasks: { ...store.tasks, look } } };
}

describe('a task that runs in another process', () => {
  it('is seen to grow and to end, by one look for all who wait', async () => {
    const runner = createWorld(temp.open(), { workerId: 'runner' });
    runner.worker.start();
    const { store, looks } = watched(temp.open());
    const waiter = createWorld(store, { workerId: 'waiter' });
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await runner.ask({ waitMs: 0 })).id);
    const seen: LiveProgress[] = [];
    const waiting = ids.map((id) =>
      waiter.waitForTask({ id, principal: 'owner', status: 'running' } as never, {
        waitMs: Number.POSITIVE_INFINITY,
        onProgress: (progress) => seen.push(progress),
      }),
    );
    const [first, ...others] = [
      await runner.runner.next(),
      await runner.runner.next(),
      await runner.runner.next(),
    ];
    first.progress({ text: 'four', tool: 'exec' });
    runner.clock.advance(3_000);
    await expect.poll(() => seen.at(-1)).toMatchObject({ characters: 4, tool: 'exec' });
    for (const run of [first, ...others]) run.answer('done');
    expect((await Promise.all(waiting)).map(({ answer }) => answer?.text)).toEqual(Array(3).fill('done'));
    expect(looks.every((look) => look.length > 0)).toBe(true);
    await runner.worker.stop(0);
  });

  it('is looked at again when the store could not be read, though nothing else changes', async () => {
    const elsewhere = createWorld(temp.open(), { workerId: 'runner' });
    const { id } = await elsewhere.ask({ waitMs: 0 });
    const { store, looks } = watched(temp.open(), 1);
    const waiter = createWorld(store, { workerId: 'waiter' });
    const waiting = waiter.settled(id);
    (await elsewhere.runner.next()).answer('done');
    await expect.poll(() => looks.length).toBe(1);
    await waiter.quiet();
    waiter.clock.advance(1_000);
    expect(await waiting).toMatchObject({ answer: { text: 'done' } });
  });

  it('costs no look when nobody waits', async () => {
    const { store, looks } = watched(temp.open());
    createWorld(store, { workerId: 'waiter' });
    const heard = new Promise<void>((resolve) => void store.tasks.watch(resolve));
    const elsewhere = createWorld(temp.open(), { workerId: 'runner' });
    await elsewhere.ask({ waitMs: 0 });
    await heard;
    expect(looks).toEqual([]);
  });
});
