import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import { aGuest, anOwner } from '../domain/principal.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { spokenKey } from '../domain/spoken-key.ts';
import { createStop } from '../domain/stop.ts';
import { aVoice } from '../domain/voice.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import type { Hearing } from './begin-hearing.ts';
import { createUnheard } from './unheard.ts';
import { createWorld, type World, type WorldOptions } from './world.fixture.ts';

let temp: TempStore;
let world: World;

beforeEach(() => {
  temp = createTempStore();
  world = createWorld(temp.open());
});
afterEach(() => temp.discard());

const inWorld = (options: WorldOptions) => (world = createWorld(temp.open(), options));
/** What a call would begin with that is not answered. */
async function unheard(principal = OWNER, voice = aVoice()) {
  const hearing = world.beginHearing(principal);
  const news = await world.unheard(principal, voice, hearing);
  hearing.lost();
  return news;
}
const isHeld = (number: number) => !world.beginHearing(OWNER).isFree(number);

/** A question that has ended, of which nobody has heard. */
async function ended(message: string) {
  const { number, task } = await world.say(message, { waitMs: 0 });
  (await world.runner.next()).answer(`answer to ${message}`);
  await world.settled(task.id);
  return number;
}

describe('a question asked aloud', () => {
  it('is answered while somebody waits, and has a number', async () => {
    const saying = world.say('ping');
    (await world.runner.next()).answer('pong');
    expect(await saying).toMatchObject({
      number: 1,
      task: { status: 'completed', message: 'ping', answer: { text: 'pong' }, origin: 'xiaozhi' },
    });
  });

  it('is worked on when the time is over, and told to whom the voice names', async () => {
    const saying = world.say('ping', { voice: aVoice({ notify: ['phone'] }), notify: ['telegram:1'] });
    await vi.waitUntil(() => isHeld(1));
    await world.runner.next();
    world.clock.advance(8_000);
    const { number, task } = await saying;
    expect({ number, status: task.status }).toEqual({ number: 1, status: 'running' });
    expect((await world.stored(task.id))?.notify).toEqual(['phone', 'telegram:1']);
  });

  it('is told to nobody else when it was answered at once', async () => {
    const saying = world.say('ping', { voice: aVoice({ notify: ['phone'] }) });
    (await world.runner.next()).answer('pong');
    expect((await saying).task.notify).toEqual([]);
  });

  it('is taken also when one of those it names cannot be told', async () => {
    const check = (target: string) => {
      if (target === 'nobody') throw new Failure('invalid_input', 'There is no notifier "nobody".');
    };
    inWorld({ check });
    const voice = aVoice({ notify: ['phone'] });
    const { task, untold } = await world.say('ping', { waitMs: 0, voice, notify: ['nobody'] });
    expect(untold).toMatchObject({ code: 'invalid_input' });
    expect((await world.stored(task.id))?.notify).toEqual(['phone']);
  });

  it.each([
    ['phone', undefined],
    ['telegram:12345', 'not_allowed'],
    ['https://example.com/hook', 'not_allowed'],
  ])('of somebody who is not the owner may name a notifier and nobody else: %s', async (target, code) => {
    const { task, untold } = await world.say('ping', { waitMs: 0, principal: aGuest(), notify: [target] });
    expect(untold?.code).toBe(code);
    expect((await world.store.get(task.id, aGuest().id))?.notify).toEqual(code === undefined ? [target] : []);
  });

  it('is one task when it is said again within a minute, at the same time or later', async () => {
    const both = [world.say('ping'), world.say('ping')];
    const run = await world.runner.next();
    run.answer('pong');
    const [one, other] = await Promise.all(both);
    expect(other?.task.id).toBe(one?.task.id);
    expect(other?.number).toBe(1);
    world.clock.advance(59_000);
    expect(await world.say('ping')).toMatchObject({ number: 1, task: { answer: { text: 'pong' } } });
    expect(world.runner.runs).toHaveLength(1);
  });

  it.each<[string, (hearing: Hearing) => void]>([
    ['when its answer was heard', (hearing) => hearing.heard()],
    ['after a minute', () => world.clock.advance(60_001)],
  ])('is a new one %s', async (_, meanwhile) => {
    const hearing = world.beginHearing(OWNER);
    const saying = world.say('ping', { hearing });
    (await world.runner.next()).answer('pong');
    await saying;
    meanwhile(hearing);
    await world.quiet();
    const again = world.say('ping');
    (await world.runner.next()).answer('pong 2');
    expect(await again).toMatchObject({ number: 2, task: { answer: { text: 'pong 2' } } });
  });

  it('goes on in the conversation, and beside it while that is busy', async () => {
    const first = await world.say('long work', { waitMs: 0, inBackground: true });
    const run = await world.runner.next();
    const quick = world.say('quick');
    const beside = await world.runner.next();
    beside.answer('here');
    const { task } = await quick;
    expect([first.task.sessionId, task.sessionId]).toEqual(['kitchen', 'kitchen:task_2']);
    run.answer('done');
    await world.settled(first.task.id);
    expect(await world.say('afterwards', { waitMs: 0 })).toMatchObject({
      number: 3,
      task: { sessionId: 'kitchen' },
    });
  });

  it('takes a free place once when two come at the same time', async () => {
    const both = await Promise.all([world.say('one', { waitMs: 0 }), world.say('two', { waitMs: 0 })]);
    expect(both.map(({ task }) => task.sessionId)).toEqual(['kitchen', 'kitchen:task_2']);
  });

  it('stays where its principal may be', async () => {
    const principal = anOwner(['chat'], { sessionPrefixes: ['ada'] });
    const { task } = await world.say('ping', { principal, waitMs: 0 });
    expect(task.sessionId).toBe('ada:kitchen');
  });

  it('goes to the instance of the voice', async () => {
    inWorld({ instances: [anInstance(), anInstance({ name: 'lab', isDefault: false })] });
    const { task } = await world.say('ping', { voice: aVoice({ instance: 'lab' }), waitMs: 0 });
    expect(task.instance).toBe('lab');
  });

  it('goes on when whoever waited is gone, and is told to others', async () => {
    const { signal, stop } = createStop();
    const saying = world.say('ping', { signal, voice: aVoice({ notify: ['phone'] }) });
    const run = await world.runner.next();
    stop();
    const { task } = await saying;
    expect(task.status).toBe('running');
    expect((await world.stored(task.id))?.notify).toEqual(['phone']);
    expect(run.stopped()).toBe(false);
    run.answer('pong');
    await world.settled(task.id);
    expect(await unheard()).toMatchObject({ number: 1 });
  });

  it.each<[string, Parameters<World['say']>, string]>([
    ['an empty one', ['  '], 'invalid_input'],
    ['one of somebody who may only look', ['ping', { principal: anOwner(['read']) }], 'not_allowed'],
    [
      'one to an instance there is not',
      ['ping', { voice: aVoice({ instance: 'moon' }) }],
      'unknown_instance',
    ],
  ])('is refused, and takes no number: %s', async (_, question, code) => {
    await expect(world.say(...question)).rejects.toMatchObject({ code });
    expect((await world.say('ping', { waitMs: 0 })).number).toBe(1);
  });

  it('has a number of its principal, who is asked for no other', async () => {
    await world.say('mine', { waitMs: 0 });
    const { number } = await world.say('hers', { waitMs: 0, principal: aGuest() });
    expect(number).toBe(1);
  });

  /** By a process that died right after it. */
  const numbered = async (fingerprint: string) => {
    const now = world.clock.now();
    await world.spoken.number({
      principal: OWNER.id,
      listener: 'kitchen',
      fingerprint,
      now,
      since: 0,
    });
  };

  it('stays in the conversation when whoever numbered it could not ask', async () => {
    await numbered('ping');
    const { number, task } = await world.say('ping', { waitMs: 0 });
    expect({ number, sessionId: task.sessionId }).toEqual({ number: 1, sessionId: 'kitchen' });
  });

  it('is found again, and told, when the process that asked it died right after', async () => {
    await numbered('ping');
    const first = await world.ask({ message: 'ping', sessionId: 'beside', spokenNumber: 1, waitMs: 0 });
    const { number, task } = await world.say('ping', { waitMs: 0 });
    expect({ number, id: task.id }).toEqual({ number: 1, id: first.id });
    (await world.runner.next()).answer('pong');
    await world.settled(first.id);
    expect(await unheard()).toMatchObject({ number: 1 });
  });

  it('is another one than that of a client with a key like its own', async () => {
    const other = await world.ask({ message: 'hello', idempotencyKey: 'voice:1', waitMs: 0 });
    const { number, task } = await world.say('ping', { waitMs: 0 });
    expect(number).toBe(1);
    expect(task.id).not.toBe(other.id);
    await expect(world.ask({ idempotencyKey: spokenKey(2), waitMs: 0 })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('is one task also when two processes ask it at once, each in a conversation of its own', async () => {
    await numbered('ping');
    const asked = { message: 'ping', spokenNumber: 1, waitMs: 0 };
    const first = await world.ask({ ...asked, sessionId: 'kitchen' });
    const { number } = world.spoken;
    const known = async (...args: Parameters<typeof number>) => {
      const { spoken } = await number(...args);
      const { taskId: _, ...unbound } = spoken;
      return { spoken: unbound, isNew: false };
    };
    const late = createWorld({ ...temp.open(), spoken: { ...world.spoken, number: known } });
    expect((await late.say('ping', { waitMs: 0 })).task.id).toBe(first.id);
    await late.quiet();
  });
});

describe('what was not heard', () => {
  it('is what ended while nobody waited, until it is heard', async () => {
    const { task } = await world.say('ping', { waitMs: 0 });
    expect(await unheard()).toBeUndefined();
    (await world.runner.next()).answer('pong');
    await world.settled(task.id);
    const hearing = world.beginHearing(OWNER);
    expect(await world.unheard(OWNER, aVoice(), hearing)).toMatchObject({
      number: 1,
      task: { answer: { text: 'pong' } },
      others: 0,
    });
    hearing.heard();
    expect(await unheard()).toBeUndefined();
    await world.quiet();
    expect(await unheard()).toBeUndefined();
  });

  it('is told to nobody else until its answer is written, and again when that never is', async () => {
    const hearing = world.beginHearing(OWNER);
    const saying = world.say('ping', { hearing });
    (await world.runner.next()).answer('pong');
    await saying;
    world.clock.advance(60_000);
    expect(await unheard()).toBeUndefined();
    hearing.lost();
    expect(await unheard()).toMatchObject({ number: 1 });
  });

  it('is told once by calls that look at the same time', async () => {
    for (const message of ['one', 'two', 'three']) await ended(message);
    const told = await Promise.all(
      Array.from({ length: 4 }, () => world.unheard(OWNER, aVoice(), world.beginHearing(OWNER))),
    );
    expect(told.map((news) => news?.number)).toEqual([1, 2, 3, undefined]);
  });

  it('is read alone, however much else there is to hear', async () => {
    for (const message of ['one', 'two', 'three']) await ended(message);
    const get = vi.fn<World['store']['get']>(world.store.get);
    const looking = createUnheard({ ...world, store: { ...world.store, get } });
    expect(await looking(OWNER, aVoice(), world.beginHearing(OWNER))).toMatchObject({ number: 1, others: 2 });
    expect(get).toHaveBeenCalledTimes(1);
  });

  it('is told once also when another call was heard between the look and the telling', async () => {
    await ended('ping');
    const first = world.beginHearing(OWNER);
    await world.unheard(OWNER, aVoice(), first);
    const { look } = world.store;
    const store = {
      ...world.store,
      async look(...args: Parameters<typeof look>) {
        const tasks = await look(...args);
        first.heard();
        await world.quiet();
        return tasks;
      },
    };
    const late = createUnheard({ ...world, store });
    expect(await late(OWNER, aVoice(), world.beginHearing(OWNER))).toBeUndefined();
  });

  it('is left to a call that is asked for it meanwhile', async () => {
    await ended('ping');
    const asked = world.beginHearing(OWNER);
    const looking = world.unheard(OWNER, aVoice(), world.beginHearing(OWNER));
    asked.hold(1);
    expect(await looking).toBeUndefined();
    asked.lost();
    expect(await unheard()).toMatchObject({ number: 1 });
  });

  it('is nothing where it cannot be read, and the log says so', async () => {
    await ended('ping');
    const away = async () => {
      throw new Failure('store_unavailable', 'The disk is full.');
    };
    for (const method of ['unheard', 'find'] as const) {
      const broken = createUnheard({ ...world, spoken: { ...world.spoken, [method]: away } });
      const hearing = world.beginHearing(OWNER);
      expect(await broken(OWNER, aVoice(), hearing)).toBeUndefined();
      expect(isHeld(1)).toBe(false);
    }
    expect(world.log.lines.map(({ message }) => message)).toContain(
      'what was not heard yet cannot be read: The disk is full.',
    );
  });

  it('is of this listener, of one day, and of whom may look', async () => {
    await ended('ping');
    expect(await unheard(OWNER, aVoice({ listener: 'hall' }))).toBeUndefined();
    expect(await unheard(aGuest())).toBeUndefined();
    expect(await unheard(anOwner(['chat']))).toBeUndefined();
    expect(await unheard(anOwner(['read'], { sessionPrefixes: ['ada'] }))).toBeUndefined();
    expect(await unheard()).toMatchObject({ number: 1 });
    world.clock.advance(24 * 60 * 60 * 1_000 + 1);
    expect(await unheard()).toBeUndefined();
  });
});

describe('a result that is asked for', () => {
  const get = (which?: number | string, waitMs = 0, hearing = world.beginHearing(OWNER)) =>
    world.getSpoken({ principal: OWNER, voice: aVoice(), hearing, which, waitMs });
  const goOn = () =>
    world.getSpoken({
      principal: OWNER,
      voice: aVoice(),
      hearing: world.beginHearing(OWNER),
      goesOn: true,
      waitMs: 0,
    });
  const hear = async (which: number) => {
    const hearing = world.beginHearing(OWNER);
    await get(which, 0, hearing);
    hearing.heard();
    await world.quiet();
    world.clock.advance(1);
  };

  it('is found by its number, and by the id of its task', async () => {
    const { task } = await world.say('ping', { waitMs: 0 });
    expect(await get(1)).toMatchObject({ number: 1, task: { id: task.id } });
    expect(await get(task.id)).toMatchObject({ number: 1, task: { id: task.id } });
    const other = await world.ask({ waitMs: 0 });
    expect(await get(other.id)).toMatchObject({ number: undefined, task: { id: other.id } });
  });

  it('is waited for', async () => {
    await world.say('ping', { waitMs: 0 });
    const getting = get(1, 8_000);
    (await world.runner.next()).answer('pong');
    expect(await getting).toMatchObject({ task: { status: 'completed' } });
  });

  it('is no news for others, from the moment it is asked for', async () => {
    await ended('ping');
    const getting = get(1);
    expect(await unheard()).toBeUndefined();
    await getting;
    expect(await unheard()).toBeUndefined();
  });

  it('is news as before when it is still worked on', async () => {
    const { task } = await world.say('ping', { waitMs: 0 });
    await get(1);
    (await world.runner.next()).answer('pong');
    await world.settled(task.id);
    expect(await unheard()).toMatchObject({ number: 1 });
  });

  it('is the newest that was not heard when nobody says which, also one that runs', async () => {
    for (const message of ['one', 'two']) await ended(message);
    expect((await get()).number).toBe(2);
    await hear(2);
    expect((await get()).number).toBe(1);
    await world.say('three', { waitMs: 0 });
    expect(await get()).toMatchObject({ number: 3, task: { status: 'running' } });
    const getting = get(undefined, 8_000);
    (await world.runner.next()).answer('done');
    expect(await getting).toMatchObject({ number: 3, task: { status: 'completed' } });
  });

  it('is the one that was given last when everything was heard, and nobody says which', async () => {
    for (const message of ['one', 'two', 'three']) await ended(message);
    for (const number of [1, 2, 3, 2, 1]) await hear(number);
    expect((await get()).number).toBe(1);
    const hearing = world.beginHearing(OWNER);
    await ended('four');
    expect(await world.unheard(OWNER, aVoice(), hearing)).toMatchObject({ number: 4 });
    hearing.heard();
    await world.quiet();
    expect((await get()).number).toBe(4);
  });

  it('is the one that was given last when more of it is wanted, whatever was not heard', async () => {
    await ended('one');
    expect((await goOn()).number).toBe(1);
    await hear(1);
    await world.say('two', { waitMs: 0 });
    expect((await goOn()).number).toBe(1);
    expect((await get()).number).toBe(2);
  });

  it('is the one that was given last when what was not heard is older than a day', async () => {
    await ended('one');
    world.clock.advance(24 * 60 * 60 * 1_000);
    expect((await get()).number).toBe(1);
    await ended('two');
    await hear(2);
    expect((await get()).number).toBe(2);
  });

  it('is not there when nothing was asked, or nothing of that number', async () => {
    for (const which of [undefined, 7, 'task_x'])
      await expect(get(which)).rejects.toMatchObject({ code: 'unknown_task' });
  });
});
