import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpokenQuestion, SpokenTasks, Unheard } from '../domain/port/spoken-tasks.ts';
import type { Store } from '../domain/port/store.ts';
import { spokenKey } from '../domain/spoken-key.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = 100 * HOUR;

/** The promises of the SpokenTasks port; every store keeps them. */
export function describeSpokenTasks(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`SpokenTasks contract: ${name}`, () => {
    let world: StoreSetup;
    let store: Store;
    let spoken: SpokenTasks;
    let questions: number;

    beforeEach(async () => {
      world = await setup();
      store = await world.open();
      spoken = store.spoken;
      questions = 0;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const aQuestion = (over: Partial<SpokenQuestion> = {}): SpokenQuestion => {
      const { now = NOW } = over;
      return {
        principal: 'owner',
        listener: 'kitchen',
        fingerprint: `question ${++questions}`,
        now,
        since: now - MINUTE,
        ...over,
      };
    };
    const number = async (over: Partial<SpokenQuestion> = {}, by = spoken) => {
      const { spoken: task, isNew } = await by.number(aQuestion(over));
      return `${task.number} ${isNew ? 'new' : 'known'}`;
    };
    /** A question that has become a task of its own. */
    const asked = async (over: Partial<SpokenQuestion> = {}) => {
      const question = aQuestion(over);
      const { spoken: given } = await spoken.number(question);
      const { principal, now: createdAt } = question;
      const idempotencyKey = spokenKey(given.number);
      const { task } = await store.tasks.add(aNewTask({ principal, createdAt, idempotencyKey }));
      return { number: given.number, taskId: task.id, principal };
    };
    const settle = ({ taskId, principal }: { taskId: string; principal: string }, at: number) =>
      store.tasks.cancel(taskId, principal, at);
    const unheard = async (over: Partial<Unheard> = {}) => {
      const request = { principal: 'owner', listener: 'kitchen', since: NOW - HOUR, limit: 10, ...over };
      return (await spoken.unheard(request)).map((task) => task.number);
    };
    const newest = async (limit = 10, listener = 'kitchen') =>
      (await spoken.newest('owner', listener, limit)).map((task) => task.number);

    it('counts from one for each principal, whoever listens', async () => {
      expect(await number()).toBe('1 new');
      expect(await number({ listener: 'attic' })).toBe('2 new');
      expect(await number({ principal: 'guest' })).toBe('1 new');
      expect(await number()).toBe('3 new');
    });

    it('gives back a question as it was asked, and the task it has become', async () => {
      const question = aQuestion({ listener: '厨房 👋' });
      const { spoken: given } = await spoken.number(question);
      const expected = { principal: 'owner', number: 1, listener: '厨房 👋', askedAt: NOW };
      expect(given).toEqual(expected);
      expect(await spoken.find('owner', 1)).toEqual(expected);
      await store.tasks.add(aNewTask({ id: 'task-a', idempotencyKey: spokenKey(1) }));
      const { spoken: other } = await world.open();
      expect(await other.find('owner', 1)).toEqual({ ...expected, taskId: 'task-a' });
      expect(await other.of('owner', 'task-a')).toEqual({ ...expected, taskId: 'task-a' });
      expect(await other.number(question)).toEqual({
        spoken: { ...expected, taskId: 'task-a' },
        isNew: false,
      });
    });

    it('finds what belongs to the principal only', async () => {
      await asked();
      const { taskId } = await asked();
      expect(await spoken.find('guest', 1)).toBeUndefined();
      expect(await spoken.of('guest', taskId)).toBeUndefined();
      expect(await spoken.newest('guest', 'kitchen', 10)).toEqual([]);
      expect(await unheard({ principal: 'guest' })).toEqual([]);
    });

    it.each([0, -1, 3, 1.5, Number.NaN, 1e20, Infinity])('finds nothing under the number %d', async (no) => {
      await asked();
      await asked();
      expect(await spoken.find('owner', no)).toBeUndefined();
    });

    it('takes an equal question of the same minute for the same one', async () => {
      const same = { fingerprint: 'same' };
      expect(await number(same)).toBe('1 new');
      expect(await number({ ...same, now: NOW + MINUTE - 1 })).toBe('1 known');
      expect(await number({ ...same, listener: 'attic' })).toBe('2 new');
      expect(await number({ ...same, principal: 'guest' })).toBe('1 new');
      expect(await number({ ...same, now: NOW + MINUTE })).toBe('3 new');
      expect(await number({ ...same, now: NOW + MINUTE + 1 })).toBe('3 known');
    });

    it('takes an equal question for a new one once its answer was heard', async () => {
      const same = { fingerprint: 'same' };
      await number(same);
      await spoken.heard('owner', [1], NOW + 1);
      expect(await number({ ...same, now: NOW + 2 })).toBe('2 new');
    });

    it('takes an equal question for a new one when the clock was set back since', async () => {
      const same = { fingerprint: 'same' };
      await number({ ...same, now: NOW + HOUR });
      expect(await number({ ...same, now: NOW })).toBe('2 new');
    });

    it('takes an equal question for the same one when another process is a little ahead', async () => {
      const same = { fingerprint: 'same' };
      await number({ ...same, now: NOW + 500 });
      expect(await number({ ...same, now: NOW })).toBe('1 known');
    });

    it('gives no number twice, and one to equal questions, however many ask at once', async () => {
      const all = [spoken, (await world.open()).spoken, (await world.open()).spoken];
      const given = await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          // Ten different questions, each asked six times by three processes.
          all[i % all.length]!.number(aQuestion({ fingerprint: `question ${i % 10}` })),
        ),
      );
      const numbersOf = (some: typeof given) => some.map((one) => one.spoken.number);
      const fresh = numbersOf(given.filter(({ isNew }) => isNew)).toSorted((a, b) => a - b);
      expect(fresh).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      for (let i = 0; i < 10; i++)
        expect(new Set(numbersOf(given.filter((_, place) => place % 10 === i))).size).toBe(1);
    });

    it('keeps the first task of a number', async () => {
      await number();
      const idempotencyKey = spokenKey(1);
      const both = [aNewTask({ id: 'task-a', idempotencyKey }), aNewTask({ id: 'task-b', idempotencyKey })];
      for (const task of both) await store.tasks.add(task);
      await store.tasks.add(aNewTask({ idempotencyKey: spokenKey(9) }));
      expect(await spoken.find('owner', 1)).toMatchObject({ taskId: 'task-a' });
      expect(await spoken.of('owner', 'task-b')).toBeUndefined();
      expect(await spoken.of('owner', '\0')).toBeUndefined();
    });

    it('binds numbers and tasks that come at the same time, each of its principal, and no others', async () => {
      for (const principal of ['owner', 'owner', 'guest']) await number({ principal });
      const of = (principal: string, id: string, no?: number) =>
        aNewTask({ id, principal, ...(no === undefined ? {} : { idempotencyKey: spokenKey(no) }) });
      const tasks = [of('owner', 'a', 2), of('guest', 'b', 1), of('owner', 'c'), of('owner', 'd', 1)];
      await Promise.all(tasks.map((task) => store.tasks.add(task)));
      const bound = await Promise.all(
        [['owner', 1] as const, ['owner', 2] as const, ['guest', 1] as const].map(
          async ([principal, no]) => (await spoken.find(principal, no))?.taskId,
        ),
      );
      expect(bound).toEqual(['d', 'a', 'b']);
    });

    it('lists the newest of a listener, and only what has become a task', async () => {
      for (let i = 0; i < 3; i++) await asked();
      await asked({ listener: 'attic' });
      await number();
      expect(await newest()).toEqual([3, 2, 1]);
      expect(await newest(2)).toEqual([3, 2]);
      expect(await newest(2, 'attic')).toEqual([4]);
      expect(await newest(2, 'cellar')).toEqual([]);
    });

    it('tells what has ended and was not heard, in the order it ended', async () => {
      const tasks = [await asked(), await asked(), await asked(), await asked()];
      await asked({ listener: 'attic' }).then((task) => settle(task, NOW + 1));
      expect(await unheard()).toEqual([]);
      for (const [i, place] of [2, 0, 3].entries()) await settle(tasks[place]!, NOW + 1 + i);
      expect(await unheard()).toEqual([3, 1, 4]);
      expect(await unheard({ limit: 2 })).toEqual([3, 1]);
      expect(await unheard({ listener: 'attic' })).toEqual([5]);
    });

    it('tells of every end, also of one that failed', async () => {
      const [failed, answered] = [await asked(), await asked()];
      const lease = { instance: 'home', gateway: 'http://127.0.0.1:18789', now: NOW, leaseUntil: NOW + 1 };
      await store.tasks.claim({ worker: 'w1', limit: 2, ...lease });
      expect(await unheard()).toEqual([]);
      const failure = { code: 'run_timeout', message: 'Too long.', retryable: true } as const;
      await store.tasks.settle(failed.taskId, 'w1', { status: 'failed', failure }, NOW + 1);
      const answer = { text: 'pong' };
      await store.tasks.settle(answered.taskId, 'w1', { status: 'completed', answer }, NOW + 2);
      expect(await unheard()).toEqual([1, 2]);
    });

    it('tells nothing of questions that were asked too long ago', async () => {
      const [old, young] = [await asked(), await asked({ now: NOW + 1 })];
      for (const task of [old, young]) await settle(task, NOW + 2);
      expect(await unheard({ since: NOW })).toEqual([2]);
    });

    it('remembers when a result was heard last', async () => {
      const tasks = [await asked(), await asked(), await asked()];
      for (const task of tasks) await settle(task, NOW + 1);
      await spoken.heard('owner', [1, 3, 99], NOW + 2);
      await spoken.heard('owner', [1], NOW + 3);
      await spoken.heard('guest', [2], NOW + 3);
      await spoken.heard('owner', [], NOW + 3);
      expect(await spoken.find('owner', 1)).toMatchObject({ heardAt: NOW + 3 });
      // By a process whose clock is a little behind.
      await spoken.heard('owner', [1], NOW + 1);
      expect(await spoken.find('owner', 1)).toMatchObject({ heardAt: NOW + 3 });
      expect(await unheard()).toEqual([2]);
      expect(await newest()).toEqual([3, 2, 1]);
    });

    it('forgets a number with its task, and never gives it again', async () => {
      const task = await asked();
      await asked();
      await settle(task, NOW + 1);
      const retention = { settledBefore: NOW + HOUR, keep: 100, keepSince: 0, limit: 10 };
      expect(await store.tasks.prune(retention)).toBe(1);
      expect(await spoken.find('owner', 1)).toBeUndefined();
      expect(await newest()).toEqual([2]);
      expect(await unheard()).toEqual([]);
      expect(await number()).toBe('3 new');
    });

    it('forgets, with a later question, what became no task within a day', async () => {
      await number();
      await number({ principal: 'guest' });
      await asked();
      await number({ now: NOW + 24 * HOUR });
      expect(await spoken.find('owner', 1)).toMatchObject({ number: 1 });
      expect(await number({ now: NOW + 24 * HOUR + 1 })).toBe('4 new');
      expect(await spoken.find('owner', 1)).toBeUndefined();
      for (const left of [2, 3, 4]) expect(await spoken.find('owner', left)).toMatchObject({ number: left });
      expect(await spoken.find('guest', 1)).toMatchObject({ number: 1 });
    });

    it('still has it when every process has ended', async () => {
      const first = await asked();
      await asked({ fingerprint: 'same' });
      await settle(first, NOW + 1);
      await spoken.heard('owner', [2], NOW + 2);
      await store.close();
      store = await world.open();
      spoken = store.spoken;
      expect(await unheard()).toEqual([1]);
      expect(await spoken.find('owner', 2)).toMatchObject({ heardAt: NOW + 2 });
      expect(await number()).toBe('3 new');
    });
  });
}
