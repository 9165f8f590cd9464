import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createWorld, type World } from './world.fixture.ts';

const away = () => new Failure('gateway_unreachable', 'OpenClaw is away.', { retryable: true });
const interrupted = () => new Failure('run_interrupted', 'It was interrupted.');
const IN_BACKGROUND = { inBackground: true, waitMs: 0 };

let temp: TempStore;
let world: World;

beforeEach(() => {
  temp = createTempStore();
  world = createWorld(temp.open(), { instances: [anInstance({ maxConcurrent: 2 })] });
  world.worker.start();
});
afterEach(async () => {
  await world.worker.stop(0);
  await temp.discard();
});

/** Lets what falls due within a time happen. */
async function timePasses(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    world.clock.advance(50);
    await world.quiet();
  }
}

const attempts = () => world.runner.runs.length;

describe('a gateway that is away', () => {
  it('tells whoever waits at once, and does not try again for those who stand in the queue behind him', async () => {
    const asking = Array.from({ length: 9 }, () => world.ask());
    const [first, second] = [await world.runner.next(), await world.runner.next()];
    first.fail(away());
    second.fail(away());
    for (const task of await Promise.all(asking))
      expect(task).toMatchObject({
        status: 'failed',
        failure: { code: 'gateway_unreachable', retryable: true },
      });
    expect(attempts()).toBe(2);
  });

  it('is tried once for all who ask while it is away', async () => {
    const first = world.ask();
    (await world.runner.next()).fail(away());
    await first;
    const asking = Array.from({ length: 5 }, () => world.ask());
    await timePasses(300);
    expect(attempts()).toBe(2);
    (await world.runner.next()).fail(away());
    expect((await Promise.all(asking)).map(({ status }) => status)).toEqual(Array(5).fill('failed'));
    expect(attempts()).toBe(2);
  });

  it('answers everybody once it is found to be back', async () => {
    const first = world.ask();
    (await world.runner.next()).fail(away());
    await first;
    const asking = Array.from({ length: 3 }, () => world.ask());
    await timePasses(300);
    for (let i = 0; i < 3; i++) (await world.runner.next()).answer('back');
    expect((await Promise.all(asking)).map(({ answer }) => answer?.text)).toEqual(Array(3).fill('back'));
  });

  it('lets background work wait, and say why, until it is back', async () => {
    const { id } = await world.ask(IN_BACKGROUND);
    (await world.runner.next()).fail(away());
    await world.quiet();
    expect(await world.stored(id)).toMatchObject({
      status: 'pending',
      attempt: 1,
      notBefore: expect.any(Number),
      failure: { message: 'OpenClaw is away.' },
    });
    await timePasses(1_000);
    const again = await world.runner.next();
    expect(again).toMatchObject({ kind: 'run', id });
    again.answer('back');
    expect(await world.settled(id)).toMatchObject({ status: 'completed' });
  });

  it('costs less and less while it stays away', async () => {
    for (let i = 0; i < 20; i++) await world.ask(IN_BACKGROUND);
    const failEach = async (ms: number) => {
      const before = attempts();
      for (let passed = 0; passed < ms; passed += 1_000) {
        for (const run of world.runner.runs) run.fail(away());
        await timePasses(1_000);
      }
      return attempts() - before;
    };
    expect(await failEach(10_000)).toBeLessThan(10);
    expect(await failEach(60_000)).toBeLessThan(8);
  });

  it('makes background work fail that waited a day', async () => {
    const { id } = await world.ask(IN_BACKGROUND);
    (await world.runner.next()).fail(away());
    await world.quiet();
    world.clock.advance(25 * 60 * 60 * 1000);
    await world.quiet();
    for (const run of world.runner.runs) run.fail(away());
    expect(await world.settled(id)).toMatchObject({
      status: 'failed',
      failure: { code: 'gateway_unreachable' },
    });
  });

  it('is taken for back when the attempt stays out longer than any connecting takes, though nothing was said yet', async () => {
    const first = world.ask();
    (await world.runner.next()).fail(away());
    await first;
    const thinking = world.ask();
    await timePasses(300);
    await world.runner.next();
    const second = world.ask();
    await timePasses(16_000);
    (await world.runner.next()).answer('there');
    expect(await second).toMatchObject({ answer: { text: 'there' } });
    for (const run of world.runner.runs) run.answer('late');
    await thinking;
  });

  it('is tried again though an earlier attempt still runs', async () => {
    const first = world.ask();
    (await world.runner.next()).fail(away());
    await first;
    const long = world.ask();
    await timePasses(300);
    const attempt = await world.runner.next();
    attempt.progress({ text: 'I am' });
    const unlucky = world.ask();
    (await world.runner.next()).fail(away());
    expect(await unlucky).toMatchObject({ status: 'failed' });
    const lucky = world.ask();
    await timePasses(300);
    (await world.runner.next()).answer('back');
    expect(await lucky).toMatchObject({ status: 'completed' });
    attempt.answer('I am done');
    await long;
  });

  it('keeps a task waiting although the store could not take that for a while', async () => {
    let broken = true;
    const store = temp.open();
    const retry: typeof store.tasks.retry = async (...args) => {
      if (broken) throw new Error('disk');
      return await store.tasks.retry(...args);
    };
    const two = createWorld({ ...store, tasks: { ...store.tasks, retry } }, { workerId: 'two' });
    const { id } = await two.ask(IN_BACKGROUND);
    (await two.runner.next()).fail(away());
    await expect.poll(() => two.log.lines.some(({ level }) => level === 'error')).toBe(true);
    broken = false;
    two.clock.advance(1_000);
    await expect.poll(async () => (await two.stored(id))?.status).toBe('pending');
  });

  it('holds up no other instance', async () => {
    const two = createWorld(temp.open(), {
      workerId: 'two',
      instances: [anInstance(), anInstance({ name: 'lab', url: 'http://lab', isDefault: false })],
    });
    const failing = two.ask();
    (await two.runner.next()).fail(away());
    await failing;
    const working = two.ask({ instance: 'lab' });
    (await two.runner.next()).answer('here');
    expect(await working).toMatchObject({ status: 'completed' });
  });

  it('cancels a task at once that waits for it', async () => {
    const { id } = await world.ask(IN_BACKGROUND);
    (await world.runner.next()).fail(away());
    await world.quiet();
    expect(await world.cancel(id)).toMatchObject({ status: 'cancelled' });
    await timePasses(5_000);
    expect(attempts()).toBe(1);
  });
});

describe('a run that was interrupted', () => {
  it('ends its task: an agent is never run twice on a guess', async () => {
    const asking = world.ask();
    (await world.runner.next()).fail(interrupted());
    expect(await asking).toMatchObject({ status: 'failed', failure: { code: 'run_interrupted' } });
    await timePasses(10_000);
    expect(attempts()).toBe(1);
  });

  it('is begun anew, under an id of its own, when that does no harm', async () => {
    const { id } = await world.ask({ ...IN_BACKGROUND, mayRepeat: true });
    (await world.runner.next()).fail(interrupted());
    await timePasses(6_000);
    const again = await world.runner.next();
    expect(again).toMatchObject({ kind: 'run', id: `${id}.2` });
    again.answer('second time');
    expect(await world.settled(id)).toMatchObject({ attempt: 2, answer: { text: 'second time' } });
  });

  it('is not begun anew when somebody cancelled it meanwhile', async () => {
    const { id } = await world.ask({ ...IN_BACKGROUND, mayRepeat: true });
    const run = await world.runner.next();
    // Asked for in another process, of which this one has not heard yet.
    await world.store.cancel(id, 'owner', 1);
    run.fail(interrupted());
    expect(await world.settled(id)).toMatchObject({ status: 'cancelled' });
  });
});
