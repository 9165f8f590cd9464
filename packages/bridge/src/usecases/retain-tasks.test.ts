import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWNER } from '../domain/principal.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { retainTasks } from './retain-tasks.ts';
import { createWorld, type World } from './world.fixture.ts';

const AN_HOUR = 60 * 60 * 1000;

let temp: TempStore;
let world: World;
let endings: (() => void)[];

beforeEach(() => {
  temp = createTempStore();
  world = createWorld(temp.open());
  endings = [];
});
afterEach(async () => {
  for (const end of endings) end();
  await temp.discard();
});

function retain(over: { store?: TaskStore; keepMs?: number; keepCount?: number } = {}) {
  const stop = retainTasks({ ...world, keepMs: 2 * AN_HOUR, keepCount: 100, ...over });
  endings.push(stop);
  return stop;
}

/** A task that was cancelled `ago` milliseconds before now. */
async function cancelled(ago = 0): Promise<string> {
  const at = world.clock.now() - ago;
  const { id } = aNewTask();
  await world.store.add(aNewTask({ id, createdAt: at }));
  await world.store.cancel(id, OWNER.id, at);
  return id;
}

const kept = async () =>
  (await world.store.list({ principal: OWNER.id, limit: 100 })).tasks.map(({ id }) => id).toReversed();

describe('retainTasks', () => {
  it('deletes at once what is too old, and says how many', async () => {
    await cancelled(3 * AN_HOUR);
    const young = await cancelled(AN_HOUR);
    retain();
    await world.quiet();
    expect(await kept()).toEqual([young]);
    expect(world.log.lines).toEqual([
      { level: 'info', fields: { deleted: 1 }, message: expect.stringContaining('deleted') },
    ]);
  });

  it('keeps no more than so many, the newest ones', async () => {
    const [, b, c] = [
      await cancelled(30 * AN_HOUR),
      await cancelled(29 * AN_HOUR),
      await cancelled(28 * AN_HOUR),
    ];
    retain({ keepMs: 99 * AN_HOUR, keepCount: 2 });
    await world.quiet();
    expect(await kept()).toEqual([b, c]);
  });

  it('keeps what ended within a day, however many there are', async () => {
    const all = [await cancelled(23 * AN_HOUR), await cancelled(2 * AN_HOUR), await cancelled()];
    retain({ keepMs: 99 * AN_HOUR, keepCount: 0 });
    await world.quiet();
    expect(await kept()).toEqual(all);
  });

  it('deletes many in several goes', async () => {
    await Promise.all(Array.from({ length: 450 }, () => cancelled(3 * AN_HOUR)));
    retain();
    await world.quiet();
    expect(world.log.lines).toMatchObject([{ fields: { deleted: 450 } }]);
  });

  it('never deletes what still waits', async () => {
    const waiting = aNewTask({ createdAt: 0, giveUpAt: world.clock.now() });
    await world.store.add(waiting);
    retain({ keepMs: 0, keepCount: 0 });
    await world.quiet();
    expect(await kept()).toEqual([waiting.id]);
    expect(world.log.lines).toEqual([]);
  });

  it('ends what waits a day longer than it can, for an instance nobody knows', async () => {
    const { task } = await world.store.add(
      aNewTask({ instance: 'gone', gateway: 'http://gone', giveUpAt: 0 }),
    );
    world.clock.advance(25 * AN_HOUR);
    retain();
    await world.quiet();
    expect(await world.stored(task.id)).toMatchObject({
      status: 'failed',
      failure: { code: 'unknown_instance', hint: expect.stringContaining('renamed') },
    });
  });

  it('looks again every hour', async () => {
    await cancelled();
    retain();
    await world.quiet();
    // Two hours to the millisecond are still young enough.
    for (const left of [1, 1, 0]) {
      world.clock.advance(AN_HOUR);
      await world.quiet();
      expect(await kept()).toHaveLength(left);
    }
  });

  it('goes on after a look that failed', async () => {
    await cancelled(3 * AN_HOUR);
    let broken = true;
    const prune: TaskStore['prune'] = async (retention) => {
      if (broken) throw new Error('disk');
      return await world.store.prune(retention);
    };
    retain({ store: { ...world.store, prune } });
    await world.quiet();
    expect(world.log.lines).toMatchObject([{ level: 'error' }]);
    broken = false;
    world.clock.advance(AN_HOUR);
    await world.quiet();
    expect(await kept()).toEqual([]);
  });

  it('stops when told to', async () => {
    const stop = retain();
    await world.quiet();
    stop();
    expect(world.clock.waiting()).toBe(0);
  });
});
