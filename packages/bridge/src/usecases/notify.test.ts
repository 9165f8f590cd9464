import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import type { Notice } from '../domain/notice.ts';
import { OWNER } from '../domain/principal.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { notify } from './notify.ts';
import { createWorld, type World } from './world.fixture.ts';

const A_DAY = 24 * 60 * 60 * 1000;

let temp: TempStore;
let world: World;
let told: { readonly target: string; readonly notice: Notice }[];
let answer: () => Promise<void>;
let stop: () => Promise<void>;

beforeEach(() => {
  temp = createTempStore();
  world = createWorld(temp.open());
  told = [];
  answer = async () => {};
  stop = startNotifying('n1');
});
afterEach(async () => {
  await stop();
  await temp.discard();
});

function startNotifying(workerId: string, process = world): () => Promise<void> {
  return notify({
    ...process,
    chance: () => 0.5,
    workerId,
    notifier: {
      check() {},
      async notify(target, notice) {
        told.push({ target, notice });
        await answer();
      },
    },
  });
}

async function ended(targets: readonly string[]): Promise<string> {
  const asking = world.ask({ notify: targets });
  (await world.runner.next()).answer('pong');
  const { id } = await asking;
  await world.quiet();
  return id;
}

async function timePasses(ms: number, step = 5_000): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    world.clock.advance(step);
    await world.quiet();
  }
}

const busy = async () => {
  throw new Failure('gateway_refused', 'busy', { retryable: true });
};

describe('notify', () => {
  it('tells every target of a task as soon as it has ended, with the task', async () => {
    const id = await ended(['ops', 'telegram:42']);
    expect(told.map(({ target }) => target)).toEqual(['ops', 'telegram:42']);
    expect(told[0]?.notice).toMatchObject({ task: { id, status: 'completed', answer: { text: 'pong' } } });
    await timePasses(60_000);
    expect(told).toHaveLength(2);
    expect(await world.outbox.of(id)).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
  });

  it('tells of a task that was cancelled before it ran', async () => {
    await world.ask({ sessionId: 's', waitMs: 0 });
    const { id } = await world.ask({ sessionId: 's', waitMs: 0, notify: ['ops'] });
    await world.cancel(id);
    await world.quiet();
    expect(told).toMatchObject([{ target: 'ops', notice: { task: { status: 'cancelled' } } }]);
  });

  it('tries again, later and later, with the same id, until the receiver takes it', async () => {
    answer = busy;
    const id = await ended(['ops']);
    await timePasses(60_000);
    const tries = told.length;
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(8);
    answer = async () => {};
    await timePasses(10 * 60_000);
    expect(told).toHaveLength(tries + 1);
    expect(new Set(told.map(({ notice }) => notice.id)).size).toBe(1);
    expect(await world.outbox.of(id)).toMatchObject([{ status: 'delivered', attempts: tries + 1 }]);
  });

  it('gives up after a day, and keeps why', async () => {
    answer = busy;
    const id = await ended(['ops']);
    await timePasses(2 * A_DAY, 60 * 60 * 1000);
    expect(await world.outbox.of(id)).toMatchObject([{ status: 'failed', failure: { message: 'busy' } }]);
    expect(world.log.lines.some(({ level }) => level === 'warn')).toBe(true);
  });

  it('does not try again what cannot succeed', async () => {
    answer = async () => {
      throw new Failure('invalid_input', 'There is no such notifier.');
    };
    const id = await ended(['ops']);
    await timePasses(60_000);
    expect(told).toHaveLength(1);
    expect(await world.outbox.of(id)).toMatchObject([{ status: 'failed', attempts: 1 }]);
  });

  it('delivers what a process left behind that died while it told', async () => {
    await stop();
    const dying = createWorld(temp.open(), { workerId: 'dying', clock: world.clock });
    answer = () => new Promise(() => {});
    const stopDying = startNotifying('dying', dying);
    const asking = dying.ask({ notify: ['ops'] });
    (await dying.runner.next()).answer('pong');
    const { id } = await asking;
    await expect.poll(() => told.length).toBe(1);
    const dead = stopDying();
    expect(await Promise.race([dead, Promise.resolve('still telling')])).toBe('still telling');
    answer = async () => {};
    stop = startNotifying('n2');
    await timePasses(100_000);
    expect(told.map(({ notice }) => notice.id)).toEqual([told[0]?.notice.id, told[0]?.notice.id]);
    expect(await world.outbox.of(id)).toMatchObject([{ status: 'delivered' }]);
  });

  it('tells nobody of a task that names nobody', async () => {
    await ended([]);
    await timePasses(10_000);
    expect(told).toEqual([]);
  });

  it('refuses a question with a target that cannot be told, before anything is stored', async () => {
    const refusing = createWorld(temp.open(), {
      check() {
        throw new Failure('invalid_input', 'Nobody is called ops.');
      },
    });
    await expect(refusing.ask({ notify: ['ops'] })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(world.ask({ notify: Array(6).fill('ops') })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect((await world.store.list({ principal: OWNER.id, limit: 1 })).tasks).toEqual([]);
  });

  it('tells whoever is to be told of every task, and nobody twice', async () => {
    world = createWorld(temp.open(), { workerId: 'w2', alwaysNotify: ['ops'] });
    await stop();
    stop = startNotifying('n3');
    await ended(['ops', 'desk']);
    expect(told.map(({ target }) => target)).toEqual(['ops', 'desk']);
  });
});
