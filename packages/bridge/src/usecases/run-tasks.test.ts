import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import { createSteppedClock, type SteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { OWNER } from '../domain/principal.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createWorld, type World, type WorldOptions } from './world.fixture.ts';

/** Beyond any lease and any beat. */
const A_MINUTE = 60_000;

let temp: TempStore;
let clock: SteppedClock;

beforeEach(() => {
  temp = createTempStore();
  clock = createSteppedClock();
});
afterEach(() => temp.discard());

/** One process on the shared store and the shared clock. */
const aProcess = (workerId: string, options: WorldOptions = {}) =>
  createWorld(temp.open(), { clock, workerId, ...options });

/** Leaves `count` tasks running in a process that is then gone without a word. */
async function crashedWith(count: number, workerId = 'dead'): Promise<readonly string[]> {
  const dead = aProcess(workerId);
  for (let i = 0; i < count; i++) await dead.ask({ waitMs: 0 });
  await dead.quiet();
  await dead.close();
  return dead.runner.runs.map(({ id }) => id);
}

/** Moves the clock in small steps, so that whoever is alive can show it. */
async function timePasses(ms: number, ...alive: readonly World[]): Promise<void> {
  for (let passed = 0; passed < ms; passed += 2_000) {
    clock.advance(2_000);
    for (const one of alive) await one.quiet();
  }
}

describe('running tasks', () => {
  it('gives the runner the task, under its own id', async () => {
    const world = aProcess('w');
    await world.ask({ message: 'ping', sessionId: 'notes', waitMs: 0 });
    expect(await world.runner.next()).toMatchObject({
      kind: 'run',
      id: 'task_w-1',
      instance: 'home',
      sessionKey: 'notes',
      message: 'ping',
      timeoutMs: 60_000,
    });
  });

  it('runs as many at a time as the instance allows, and the next when one ends', async () => {
    const world = aProcess('w', { instances: [anInstance({ maxConcurrent: 2 })] });
    for (let i = 0; i < 4; i++) await world.ask({ waitMs: 0 });
    await world.quiet();
    expect(world.runner.runs).toHaveLength(2);
    (await world.runner.next()).answer('done');
    await world.runner.next();
    await world.runner.next();
    expect(world.runner.runs).toHaveLength(3);
  });

  it('begins everything that was asked for at once', async () => {
    const world = aProcess('w');
    await Promise.all(Array.from({ length: 8 }, () => world.ask({ waitMs: 0 })));
    await world.quiet();
    expect(world.runner.runs).toHaveLength(8);
  });

  it('lets one busy instance not hold up another', async () => {
    const world = aProcess('w', {
      instances: [
        anInstance({ maxConcurrent: 1 }),
        anInstance({ name: 'lab', isDefault: false, maxConcurrent: 1 }),
      ],
    });
    for (const instance of ['home', 'home', 'lab']) await world.ask({ instance, waitMs: 0 });
    await world.quiet();
    expect(world.runner.runs.map(({ instance }) => instance)).toEqual(['home', 'lab']);
  });

  it('keeps the turns of one conversation in order, one at a time', async () => {
    const world = aProcess('w');
    for (const message of ['one', 'two']) await world.ask({ message, sessionId: 'notes', waitMs: 0 });
    await world.quiet();
    expect(world.runner.runs.map(({ message }) => message)).toEqual(['one']);
    (await world.runner.next()).answer('1');
    expect((await world.runner.next()).message).toBe('two');
  });

  it('begins at its start what waited in the store', async () => {
    const before = aProcess('before', { instances: [anInstance({ maxConcurrent: 1 })] });
    await before.ask({ waitMs: 0 });
    const waiting = await before.ask({ message: 'waiting', waitMs: 0 });
    const world = aProcess('after');
    world.worker.start();
    expect(await world.runner.next()).toMatchObject({ kind: 'run', id: waiting.id });
    await world.worker.stop(0);
  });

  it('ignores a wake-up for an instance it does not know', async () => {
    const world = aProcess('w');
    world.worker.wake('moon');
    await world.quiet();
    expect(world.log.lines).toEqual([]);
  });

  it('keeps the failure of a run with its hint', async () => {
    const world = aProcess('w');
    const asking = world.ask();
    const failure = new Failure('gateway_unreachable', 'Down.', { hint: 'Start it.', retryable: true });
    (await world.runner.next()).fail(failure);
    expect((await asking).failure).toEqual({
      code: 'gateway_unreachable',
      message: 'Down.',
      hint: 'Start it.',
      retryable: true,
    });
    expect(world.log.lines).toEqual([]);
  });

  it('logs a fault of its own with the stack, and settles the task', async () => {
    const world = aProcess('w');
    const asking = world.ask();
    (await world.runner.next()).fail(new TypeError('x is not a function'));
    const task = await asking;
    expect(task).toMatchObject({ status: 'failed', failure: { code: 'internal' } });
    expect(world.log.lines).toEqual([
      {
        level: 'error',
        message: 'x is not a function',
        fields: { task: task.id, stack: expect.stringContaining('x is not a function') },
      },
    ]);
  });

  it('settles as cancelled what the gateway cancelled', async () => {
    const world = aProcess('w');
    const asking = world.ask();
    (await world.runner.next()).fail(new Failure('cancelled', 'Stopped in OpenClaw.'));
    const task = await asking;
    expect(task.status).toBe('cancelled');
    expect(task.failure).toBeUndefined();
  });

  it('stops the run of a task on request, and of no other', async () => {
    const world = aProcess('w');
    for (let i = 0; i < 2; i++) await world.ask({ waitMs: 0 });
    const [one, two] = [await world.runner.next(), await world.runner.next()];
    world.worker.interrupt(one.id);
    world.worker.interrupt('task_unknown');
    expect(await world.settled(one.id)).toMatchObject({ status: 'cancelled' });
    expect(two.stopped()).toBe(false);
  });

  it('goes on after the store had a bad moment', async () => {
    const store = temp.open();
    let broken = true;
    const claim: TaskStore['claim'] = async (wanted) => {
      if (broken) throw new Failure('store_unavailable', 'The disk is full.', { retryable: true });
      return await store.tasks.claim(wanted);
    };
    const world = createWorld({ ...store, tasks: { ...store.tasks, claim } }, { clock, workerId: 'w' });
    world.worker.start();
    await world.ask({ waitMs: 0 });
    await world.quiet();
    expect(world.log.lines.at(-1)).toMatchObject({ level: 'error', fields: { code: 'store_unavailable' } });
    broken = false;
    clock.advance(A_MINUTE);
    (await world.runner.next()).answer('at last');
    await world.worker.stop(0);
  });
});

describe('a clock that jumps', () => {
  it.each([
    { what: 'forward, or a machine that slept', ms: 3_600_000 },
    { what: 'back', ms: -3_600_000 },
  ])('$what: a living worker keeps its task, and no run is joined by another', async ({ ms }) => {
    const [one, two] = [aProcess('one'), aProcess('two')];
    one.worker.start();
    const { id } = await one.ask({ waitMs: 0 });
    const run = await one.runner.next();
    // The other one looks at another moment, and first after the jump, when all leases seem to have run out.
    await timePasses(2_000, one);
    two.worker.start();
    await timePasses(2_000, one, two);
    clock.jump(ms);
    // Longer than all living workers are given to show themselves.
    await timePasses(24_000, one, two);
    expect([...one.runner.runs, ...two.runner.runs]).toHaveLength(1);
    run.answer('done');
    expect(await one.settled(id)).toMatchObject({ status: 'completed', answer: { text: 'done' } });
  });

  it('back: what a dead worker left is taken over all the same', async () => {
    const [id] = await crashedWith(1);
    clock.jump(-3_600_000);
    const heir = aProcess('heir');
    heir.worker.start();
    expect(await heir.runner.next()).toMatchObject({ kind: 'rejoin', id });
  });
});

describe('an outcome the store cannot take', () => {
  it('is told to who waits at once, kept under its lease, and stored as soon as the store can', async () => {
    const store = temp.open();
    let broken = true;
    const settle: TaskStore['settle'] = async (...outcome) => {
      if (broken) throw new Failure('store_unavailable', 'The disk is full.', { retryable: true });
      return await store.tasks.settle(...outcome);
    };
    const world = createWorld({ ...store, tasks: { ...store.tasks, settle } }, { clock, workerId: 'w' });
    const other = aProcess('other');
    world.worker.start();
    const asking = world.ask();
    const run = await world.runner.next();
    other.worker.start();
    run.answer('worth keeping');
    expect(await asking).toMatchObject({ status: 'completed', answer: { text: 'worth keeping' } });
    await timePasses(A_MINUTE, world, other);
    expect(other.runner.runs).toEqual([]);
    expect(await world.stored(run.id)).toMatchObject({ status: 'running' });
    expect(world.log.lines[0]).toMatchObject({ level: 'error', fields: { task: run.id } });
    broken = false;
    await timePasses(A_MINUTE, world);
    expect(await world.stored(run.id)).toMatchObject({ answer: { text: 'worth keeping' } });
    await world.worker.stop(0);
    await other.worker.stop(0);
  });
});

describe('a process that soon ends', () => {
  it('runs what it asks itself, and leaves all else alone', async () => {
    const busy = aProcess('busy', { instances: [anInstance({ maxConcurrent: 1 })] });
    await busy.ask({ waitMs: 0 });
    await busy.ask({ message: 'not yours', waitMs: 0 });
    const brief = aProcess('brief', { only: [] });
    brief.worker.start();
    const asking = brief.ask({ message: 'mine' });
    const run = await brief.runner.next();
    run.answer('done');
    expect(await asking).toMatchObject({ answer: { text: 'done' } });
    await timePasses(A_MINUTE, busy, brief);
    expect(brief.runner.runs.map(({ message }) => message)).toEqual(['mine']);
    await brief.worker.stop(0);
  });

  it('runs the task it came for, and takes it over', async () => {
    const [one = '', two = ''] = await crashedWith(2);
    await timePasses(A_MINUTE);
    const brief = aProcess('brief', { only: [two] });
    brief.worker.start();
    expect(await brief.runner.next()).toMatchObject({ kind: 'rejoin', id: two });
    await brief.quiet();
    expect(brief.runner.runs).toHaveLength(1);
    expect(await brief.stored(one)).toMatchObject({ status: 'running' });
    await brief.worker.stop(0);
  });

  it('stops the agent of a task that nobody holds any more', async () => {
    const [id = ''] = await crashedWith(1);
    await timePasses(A_MINUTE);
    const brief = aProcess('brief', { only: [id] });
    const cancelling = brief.cancelTask({ principal: OWNER, id });
    const run = await brief.runner.next();
    expect(run).toMatchObject({ kind: 'rejoin', id });
    expect(run.stopped()).toBe(true);
    expect(await cancelling).toMatchObject({ status: 'cancelled' });
    await brief.worker.stop(0);
  });
});

describe('progress', () => {
  it('is in the store with the next beat: characters, last activity, tool', async () => {
    const world = aProcess('w');
    world.worker.start();
    await world.ask({ waitMs: 0 });
    const run = await world.runner.next();
    const at = clock.now();
    run.progress({ text: 'twelve chars', tool: 'exec' });
    await timePasses(A_MINUTE, world);
    expect(await world.stored(run.id)).toMatchObject({
      progress: { characters: 12, lastActivityAt: at, tool: 'exec' },
    });
    run.progress({ text: 'twelve chars and more' });
    await timePasses(A_MINUTE, world);
    const progress = (await world.stored(run.id))?.progress;
    expect(progress).toEqual({ characters: 21, lastActivityAt: clock.now() - A_MINUTE });
    await world.worker.stop(0);
  });
});

describe('workers of several processes', () => {
  it('keep their tasks as long as they live', async () => {
    const [a, b] = [aProcess('a'), aProcess('b')];
    a.worker.start();
    await a.ask({ waitMs: 0 });
    const run = await a.runner.next();
    b.worker.start();
    await timePasses(A_MINUTE, a, b);
    expect(b.runner.runs).toEqual([]);
    run.answer('mine');
    expect(await a.settled(run.id)).toMatchObject({ answer: { text: 'mine' } });
  });

  it('take over the run of a dead one, without starting the agent again', async () => {
    const [id] = await crashedWith(1);
    const world = aProcess('heir');
    world.worker.start();
    await world.quiet();
    expect(world.runner.runs).toEqual([]);
    await timePasses(A_MINUTE, world);
    const run = await world.runner.next();
    expect(run).toMatchObject({ kind: 'rejoin', id });
    expect(world.log.lines).toContainEqual(expect.objectContaining({ level: 'info', fields: { task: id } }));
    run.answer('found');
    expect(await world.settled(run.id)).toMatchObject({ status: 'completed', answer: { text: 'found' } });
    await world.worker.stop(0);
  });

  it('take it over even when they are busy, for it runs in the gateway already', async () => {
    const ids = await crashedWith(2);
    const world = aProcess('heir', { instances: [anInstance({ maxConcurrent: 2 })] });
    for (let i = 0; i < 2; i++) await world.ask({ waitMs: 0 });
    await world.quiet();
    world.worker.start();
    await timePasses(A_MINUTE, world);
    const rejoined = world.runner.runs.filter(({ kind }) => kind === 'rejoin').map(({ id }) => id);
    expect(rejoined.toSorted()).toEqual(ids.toSorted());
    await world.worker.stop(0);
  });

  it('still stop a run that was cancelled before its worker died', async () => {
    const [id = ''] = await crashedWith(1);
    const world = aProcess('heir');
    const cancelling = world.cancelTask({ principal: OWNER, id });
    world.worker.start();
    await timePasses(A_MINUTE, world);
    const run = await world.runner.next();
    expect(run.stopped()).toBe(true);
    await cancelling;
    expect(await world.settled(id)).toMatchObject({ status: 'cancelled' });
    await world.worker.stop(0);
  });

  it('let the first who settles win, and say so when they come too late', async () => {
    const [id = ''] = await crashedWith(1);
    const [slow, quick] = [aProcess('slow'), aProcess('quick')];
    slow.worker.start();
    await timePasses(A_MINUTE, slow);
    const slowRun = await slow.runner.next();
    await slow.store.release('slow');
    quick.worker.start();
    const quickRun = await quick.runner.next();
    quickRun.answer('quick');
    await quick.settled(id);
    slowRun.answer('slow');
    expect(await slow.settled(id)).toMatchObject({ answer: { text: 'quick' } });
    await expect.poll(() => slow.log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { task: id } });
    expect(await slow.stored(id)).toMatchObject({ answer: { text: 'quick' } });
  });

  it('tell whoever waits how another one ended it while they stood still', async () => {
    const still = aProcess('still', { clock: createSteppedClock() });
    const waiting = still.ask();
    const own = await still.runner.next();
    const heard = new Promise<void>((resolve) => void still.store.watch(resolve));
    clock.advance(A_MINUTE);
    const other = aProcess('other');
    other.worker.start();
    (await other.runner.next()).answer('of the other');
    await other.quiet();
    await heard;
    own.answer('too late');
    expect(await waiting).toMatchObject({ status: 'completed', answer: { text: 'of the other' } });
    await other.worker.stop(0);
  });

  it('hear of a cancellation that another process was asked for', async () => {
    const [a, b] = [aProcess('a'), aProcess('b')];
    a.worker.start();
    await a.ask({ waitMs: 0 });
    const run = await a.runner.next();
    expect(await b.cancelTask({ principal: OWNER, id: run.id })).toMatchObject({ status: 'cancelled' });
    expect(run.stopped()).toBe(true);
    await a.worker.stop(0);
  });

  it('begin what another process asked for and cannot run itself', async () => {
    const [busy, free] = [
      aProcess('busy', { instances: [anInstance({ maxConcurrent: 1 })] }),
      aProcess('free'),
    ];
    free.worker.start();
    await busy.ask({ waitMs: 0 });
    const asking = busy.ask({ message: 'help' });
    const run = await free.runner.next();
    run.answer('helped');
    expect(await asking).toMatchObject({ message: 'help', answer: { text: 'helped' } });
    await free.worker.stop(0);
  });
});

describe('stopping the worker', () => {
  it('is done at once when nothing runs', async () => {
    const world = aProcess('w');
    world.worker.start();
    await world.worker.stop(A_MINUTE);
    expect(clock.waiting()).toBe(0);
  });

  it('lets a running task end, and settles it', async () => {
    const world = aProcess('w');
    world.worker.start();
    await world.ask({ waitMs: 0 });
    const run = await world.runner.next();
    const stopping = world.worker.stop(4_000);
    run.answer('just in time');
    await stopping;
    expect(await world.stored(run.id)).toMatchObject({ answer: { text: 'just in time' } });
    expect(clock.waiting()).toBe(0);
  });

  it('begins nothing new meanwhile', async () => {
    const world = aProcess('w', { instances: [anInstance({ maxConcurrent: 1 })] });
    world.worker.start();
    await world.ask({ waitMs: 0 });
    const waiting = await world.ask({ waitMs: 0 });
    const run = await world.runner.next();
    const stopping = world.worker.stop(A_MINUTE);
    run.answer('done');
    await stopping;
    await world.quiet();
    expect(world.runner.runs).toHaveLength(1);
    expect(await world.stored(waiting.id)).toMatchObject({ status: 'pending' });
  });

  it('puts back what was claimed in the moment it stopped', async () => {
    const leaving = aProcess('leaving');
    const asked = leaving.ask({ waitMs: 0 });
    const stopping = leaving.worker.stop(A_MINUTE);
    const { id } = await asked;
    await stopping;
    expect(leaving.runner.runs).toEqual([]);
    const next = aProcess('next');
    next.worker.start();
    expect(await next.runner.next()).toMatchObject({ kind: 'run', id });
    await next.worker.stop(0);
  });

  it('keeps its leases during the grace time', async () => {
    const [leaving, other] = [aProcess('leaving'), aProcess('other')];
    leaving.worker.start();
    await leaving.ask({ waitMs: 0 });
    const run = await leaving.runner.next();
    other.worker.start();
    const stopping = leaving.worker.stop(10 * A_MINUTE);
    await timePasses(A_MINUTE, leaving, other);
    expect(other.runner.runs).toEqual([]);
    run.answer('done');
    await stopping;
    await other.worker.stop(0);
  });

  it('leaves what did not end in time to the next process, at once and without stopping the agent', async () => {
    const leaving = aProcess('leaving');
    leaving.worker.start();
    await leaving.ask({ waitMs: 0 });
    const run = await leaving.runner.next();
    const stopping = leaving.worker.stop(4_000);
    clock.advance(4_000);
    await stopping;
    expect(run.stopped()).toBe(false);
    const next = aProcess('next');
    next.worker.start();
    expect(await next.runner.next()).toMatchObject({ kind: 'rejoin', id: run.id });
    await next.worker.stop(0);
  });

  it('settles nothing any more once it left', async () => {
    const leaving = aProcess('leaving');
    await leaving.ask({ waitMs: 0 });
    const run = await leaving.runner.next();
    await leaving.worker.stop(0);
    run.fail(new Failure('shutting_down', 'The connection is closed.'));
    await leaving.quiet();
    expect(await leaving.stored(run.id)).toMatchObject({ status: 'running' });
    expect(leaving.log.lines).toEqual([]);
  });
});
