import type { AllowList } from '../domain/allow-list.ts';
import { aGuest, anOwner } from '../domain/principal.fixture.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anInstance } from '../domain/instance.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { createStop } from '../domain/stop.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import type { Question } from './ask.ts';
import { createWorld, type World, type WorldOptions } from './world.fixture.ts';

let temp: TempStore;
let world: World;

beforeEach(() => {
  temp = createTempStore();
  world = createWorld(temp.open());
});
afterEach(() => temp.discard());

const inWorld = (options: WorldOptions) => (world = createWorld(temp.open(), options));
const tasksInStore = async () => (await world.store.list({ principal: OWNER.id, limit: 100 })).tasks;

describe('ask', () => {
  it('resolves with the answer of the agent', async () => {
    const asking = world.ask({ message: 'ping' });
    (await world.runner.next()).answer({ text: 'pong', model: 'echo' });
    expect(await asking).toMatchObject({
      status: 'completed',
      message: 'ping',
      answer: { text: 'pong', model: 'echo' },
    });
  });

  it('has the question on the disk before the agent hears of it', async () => {
    const asking = world.ask({ message: 'ping' });
    const run = await world.runner.next();
    expect(await world.stored(run.id)).toMatchObject({ message: 'ping', status: 'running' });
    run.answer('pong');
    expect((await asking).id).toBe(run.id);
  });

  it('asks for nobody who may only look', async () => {
    await expect(world.ask({ principal: anOwner(['read']) })).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await tasksInStore()).toEqual([]);
  });

  it('resolves with the failure of the run, and never rejects for it', async () => {
    const asking = world.ask();
    (await world.runner.next()).fail(new Error('model melted'));
    expect(await asking).toMatchObject({ status: 'failed', failure: { message: 'model melted' } });
  });

  it('hands back the task at once when the door does not wait, and the answer is there later', async () => {
    const task = await world.ask({ waitMs: 0 });
    expect(task.status).toBe('pending');
    (await world.runner.next()).answer('late');
    expect(await world.settled(task.id)).toMatchObject({ status: 'completed', answer: { text: 'late' } });
  });

  it('hands back the task as it is when the time is over, and lets it run on', async () => {
    const asking = world.ask({ waitMs: 8_000 });
    const run = await world.runner.next();
    world.clock.advance(8_000);
    expect(await asking).toMatchObject({ id: run.id, status: 'running' });
    expect(run.stopped()).toBe(false);
    run.answer('late');
    expect(await world.settled(run.id)).toMatchObject({ answer: { text: 'late' } });
  });

  it('says once the task is durable, and whether it is a new one', async () => {
    const accepted: unknown[] = [];
    const onAccepted: Question['onAccepted'] = (task, isNew) => accepted.push([task.id, isNew]);
    const { id } = await world.ask({ idempotencyKey: 'k', waitMs: 0, onAccepted });
    await world.ask({ idempotencyKey: 'k', waitMs: 0, onAccepted });
    expect(accepted).toEqual([
      [id, true],
      [id, false],
    ]);
  });

  it('streams what the agent says and which tool it uses', async () => {
    const seen: unknown[] = [];
    const asking = world.ask({ onProgress: (progress) => seen.push(progress) });
    const run = await world.runner.next();
    run.progress({ text: 'po', tool: 'exec' });
    run.progress({ text: 'pong' });
    run.answer('pong');
    await asking;
    expect(seen).toEqual([{ text: 'po', tool: 'exec' }, { text: 'pong' }]);
  });

  it('runs on the instance that was named, with its time limit and its agent', async () => {
    inWorld({
      instances: [
        anInstance(),
        anInstance({ name: 'lab', isDefault: false, timeoutMs: 7_000, model: 'openclaw/Main' }),
      ],
    });
    await world.ask({ instance: 'lab', sessionId: 'Notes', message: ' hi ', waitMs: 0 });
    expect(await world.runner.next()).toMatchObject({
      instance: 'lab',
      timeoutMs: 7_000,
      sessionKey: 'agent:main:notes',
      message: 'hi',
    });
  });

  it('begins a conversation of its own for every question without a session, and names it', async () => {
    const [one, two] = await Promise.all([world.ask({ waitMs: 0 }), world.ask({ waitMs: 0 })]);
    expect(one.sessionId).toMatch(/^clawbridge:/);
    expect(two.sessionId).not.toBe(one.sessionId);
    expect(one.id).not.toBe(two.id);
  });

  it('keeps the session id as the caller wrote it', async () => {
    expect(await world.ask({ sessionId: 'My-Notes', waitMs: 0 })).toMatchObject({
      sessionId: 'My-Notes',
      sessionKey: 'my-notes',
    });
  });

  it.each([
    ['an empty message', { message: '  ' }, 'invalid_input'],
    ['a message with control characters', { message: 'a\0b' }, 'invalid_input'],
    ['a session id nobody can send', { sessionId: 'two words' }, 'invalid_input'],
    ['a session of the gateway itself', { sessionId: 'cron:daily' }, 'invalid_input'],
    ['an instance there is not', { instance: 'moon' }, 'unknown_instance'],
    ['a priority that is no whole number', { priority: 1.5 }, 'invalid_input'],
    ['a priority beyond 100', { priority: 101 }, 'invalid_input'],
    ['a priority below -100', { priority: -101 }, 'invalid_input'],
    ['a priority that is no number', { priority: Number.NaN }, 'invalid_input'],
  ])('refuses %s and stores nothing', async (_, question, code) => {
    await expect(world.ask(question)).rejects.toMatchObject({ code, hint: expect.any(String) });
    expect(await tasksInStore()).toEqual([]);
  });

  it.each([-100, 0, 100])('accepts priority %i', async (priority) => {
    expect(await world.ask({ priority, waitMs: 0 })).toMatchObject({ priority });
  });

  it('takes what waits by priority', async () => {
    inWorld({ instances: [anInstance({ maxConcurrent: 1 })] });
    await world.ask({ message: 'first', waitMs: 0 });
    const first = await world.runner.next();
    await world.ask({ message: 'low', waitMs: 0, priority: -1 });
    await world.ask({ message: 'high', waitMs: 0, priority: 1 });
    first.answer('done');
    expect((await world.runner.next()).message).toBe('high');
  });

  it('rejects when the store cannot keep the question', async () => {
    await world.close();
    await expect(world.ask()).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});

describe('ask with an idempotency key', () => {
  it('runs the agent once, however often it is asked, and answers everybody', async () => {
    const asking = [1, 2, 3].map(() => world.ask({ message: 'pay', idempotencyKey: 'k' }));
    (await world.runner.next()).answer('paid');
    const tasks = await Promise.all(asking);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(1);
    expect(tasks.map(({ answer }) => answer?.text)).toEqual(['paid', 'paid', 'paid']);
    expect(world.runner.runs).toHaveLength(1);
  });

  it('gives the earlier answer again after the task has ended', async () => {
    const asking = world.ask({ idempotencyKey: 'k' });
    (await world.runner.next()).answer('once');
    const first = await asking;
    expect(await world.ask({ idempotencyKey: 'k' })).toMatchObject({
      id: first.id,
      answer: { text: 'once' },
    });
    expect(world.runner.runs).toHaveLength(1);
  });

  it('answers who asks again in the very moment the task ends', async () => {
    await world.ask({ idempotencyKey: 'k', waitMs: 0 });
    const run = await world.runner.next();
    const again = world.ask({ idempotencyKey: 'k' });
    run.answer('just now');
    expect(await again).toMatchObject({ status: 'completed', answer: { text: 'just now' } });
  });

  it('refuses the key for another message and names the earlier task', async () => {
    const first = await world.ask({ message: 'pay 1', idempotencyKey: 'k', waitMs: 0 });
    await expect(world.ask({ message: 'pay 2', idempotencyKey: 'k', waitMs: 0 })).rejects.toMatchObject({
      code: 'idempotency_conflict',
      message: expect.stringContaining('"k"'),
      hint: expect.stringContaining(first.id),
    });
  });

  it('refuses the key for another session, and takes a call that names none for the same', async () => {
    const first = await world.ask({ sessionId: 'Notes', idempotencyKey: 'k', waitMs: 0 });
    await expect(world.ask({ sessionId: 'other', idempotencyKey: 'k', waitMs: 0 })).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
    expect((await world.ask({ sessionId: 'notes', idempotencyKey: 'k', waitMs: 0 })).id).toBe(first.id);
    expect((await world.ask({ idempotencyKey: 'k', waitMs: 0 })).id).toBe(first.id);
  });

  it.each(['', 'a\0b', 'schlüssel', 'x'.repeat(257)])('refuses the key %j', async (idempotencyKey) => {
    await expect(world.ask({ idempotencyKey, waitMs: 0 })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('takes a message for the same although it holds half a character', async () => {
    const cut = { message: 'half \ud83d here', idempotencyKey: 'k', waitMs: 0 };
    const first = await world.ask(cut);
    expect((await world.ask(cut)).id).toBe(first.id);
  });

  it('does not lead its principal into a session he may not touch this time', async () => {
    await world.ask({ sessionId: 'private', idempotencyKey: 'k', waitMs: 0 });
    const principal = anOwner(['read', 'chat'], { sessionPrefixes: ['clawbridge:'] });
    await expect(world.ask({ principal, idempotencyKey: 'k', waitMs: 0 })).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
  });

  it('belongs to its principal: somebody else may use the same key', async () => {
    const first = await world.ask({ idempotencyKey: 'k', waitMs: 0 });
    const other = await world.ask({ idempotencyKey: 'k', waitMs: 0, principal: aGuest() });
    expect(other.id).not.toBe(first.id);
  });
});

describe('ask, when the caller cancels', () => {
  it('rejects with cancelled and stops the agent', async () => {
    const { signal, stop } = createStop();
    const asking = world.ask({ signal });
    const run = await world.runner.next();
    stop();
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
    expect(await world.settled(run.id)).toMatchObject({ status: 'cancelled' });
    expect(run.stopped()).toBe(true);
  });

  it('never begins a task that still waited', async () => {
    inWorld({ instances: [anInstance({ maxConcurrent: 1 })] });
    await world.ask({ waitMs: 0 });
    const busy = await world.runner.next();
    const { signal, stop } = createStop();
    const asking = world.ask({ signal, message: 'never mind', idempotencyKey: 'k' });
    await world.ask({ idempotencyKey: 'k', message: 'never mind', waitMs: 0 });
    stop();
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
    await world.quiet();
    busy.answer('done');
    await world.settled(busy.id);
    await world.quiet();
    expect(world.runner.runs.map(({ message }) => message)).toEqual(['hello']);
    expect((await tasksInStore()).map(({ status }) => status)).toEqual(['cancelled', 'completed']);
  });

  it('cancels although the signal was aborted before the question was asked', async () => {
    const { signal, stop } = createStop();
    stop();
    await expect(world.ask({ signal })).rejects.toMatchObject({ code: 'cancelled' });
    const [task] = await tasksInStore();
    expect(await world.settled(task?.id ?? '')).toMatchObject({ status: 'cancelled' });
  });

  it('leaves a task alone that the caller had only joined', async () => {
    const first = world.ask({ idempotencyKey: 'k' });
    const run = await world.runner.next();
    const { signal, stop } = createStop();
    const second = world.ask({ idempotencyKey: 'k', signal });
    await world.ask({ idempotencyKey: 'k', waitMs: 0 });
    stop();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await world.quiet();
    expect(run.stopped()).toBe(false);
    run.answer('still here');
    expect(await first).toMatchObject({ status: 'completed' });
  });
});

describe('ask, of somebody who is held to a list', () => {
  const asked = async (allow: Partial<AllowList>, sessionId?: string) =>
    await world.ask({ principal: anOwner(['read', 'chat'], allow), sessionId, waitMs: 0 });

  it.each([
    [{ sessionPrefixes: ['notes'] }, 'Notes:today'],
    [{ sessionPrefixes: ['notes'] }, undefined],
    [{ agents: ['lab'] }, undefined],
    [{ agents: ['lab'] }, 'agent:lab:x'],
    [{ agents: ['lab'], sessionPrefixes: ['x'] }, 'agent:lab:x'],
  ])('%j lets into session %s', async (allow, sessionId) => {
    expect(await asked(allow, sessionId)).toMatchObject({ status: 'pending' });
  });

  it('takes the agent an instance is bound to', async () => {
    inWorld({ instances: [anInstance({ model: 'openclaw/lab' })] });
    expect(await asked({ agents: ['lab'] })).toMatchObject({ status: 'pending' });
  });

  it.each([
    [{ sessionPrefixes: ['notes'] }, 'other', 'Pass a session_id that begins with notes.'],
    [{ agents: ['lab'] }, 'x', 'Pass a session_id that names its agent, one of lab.'],
    [{ agents: ['lab'] }, 'agent:main:x', 'Pass a session_id that names its agent, one of lab.'],
    [{ channels: ['telegram'] }, 'agent:main:telegram:1', /certain channels/],
  ])('%j refuses session %s and says why', async (allow, sessionId, hint) => {
    await expect(asked(allow, sessionId)).rejects.toMatchObject({
      code: 'not_allowed',
      hint: typeof hint === 'string' ? hint : expect.stringMatching(hint),
    });
    expect(await tasksInStore()).toEqual([]);
  });

  const LAB = anInstance({ name: 'lab', isDefault: false });
  const telling = async (allow: Partial<AllowList>, target: string) =>
    await world.ask({
      principal: anOwner(['read', 'chat'], allow),
      instance: 'lab',
      notify: [target],
      waitMs: 0,
    });

  it.each([{ instances: ['lab'] }, { sessionPrefixes: ['notes'] }, { agents: ['lab'] }])(
    '%j lets nobody be told over a channel he may not write to',
    async (allow) => {
      inWorld({ instances: [anInstance(), LAB] });
      await expect(telling(allow, 'telegram:+49170')).rejects.toMatchObject({ code: 'not_allowed' });
      expect(await tasksInStore()).toEqual([]);
    },
  );

  it.each(['phone', 'https://hooks.example.com/x'])('lets %s be told all the same', async (target) => {
    inWorld({ instances: [anInstance(), LAB] });
    expect(await telling({ instances: ['lab'] }, target)).toMatchObject({ notify: [target] });
  });

  it('lets anybody be told over an instance he may write to, and nobody over one that is only read', async () => {
    inWorld({ instances: [anInstance(), LAB] });
    expect(await telling({}, 'telegram:+49170')).toMatchObject({ notify: ['telegram:+49170'] });
    inWorld({ instances: [anInstance({ mode: 'read' }), LAB] });
    await expect(telling({}, 'telegram:+49170')).rejects.toMatchObject({ code: 'not_allowed' });
  });
});
