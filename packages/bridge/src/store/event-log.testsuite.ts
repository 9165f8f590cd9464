import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aMessageEvent, aRequestEvent, aResolutionEvent } from '../domain/event.fixture.ts';
import type { NewEvent } from '../domain/event.ts';
import type { EventLog, EventQuery } from '../domain/port/event-log.ts';
import type { Store } from '../domain/port/store.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import type { NewTask, Outcome } from '../domain/task.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

const HOME = { instance: 'home', gateway: 'ws://127.0.0.1:18789' };
const DONE: Outcome = { status: 'completed', answer: { text: 'pong' } };
const FAR_AHEAD = 9e15;

/** The promises of the EventLog port; every store keeps them. */
export function describeEventLog(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`EventLog contract: ${name}`, () => {
    let world: StoreSetup;
    let store: Store;
    let log: EventLog;

    beforeEach(async () => {
      world = await setup();
      store = await world.open();
      log = store.events;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const read = async (over: Partial<EventQuery> = {}) =>
      await log.read({ after: 0, limit: 1_000, withRaw: false, ...over });
    const idsOf = async (over: Partial<EventQuery> = {}) => (await read(over)).map(({ id }) => id);
    const cursorsOf = async (over: Partial<EventQuery> = {}) =>
      (await read(over)).map(({ cursor }) => cursor);
    const messages = (...ids: readonly string[]) => ids.map((id) => aMessageEvent({ id }));
    const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
    const prune = (over: Partial<Parameters<EventLog['prune']>[0]> = {}) =>
      log.prune({ before: 0, keep: 1_000, limit: 1_000, ...over });

    describe('reading', () => {
      const everyKind: readonly NewEvent[] = [
        aMessageEvent({ principal: 'guest', raw: { content: [{ text: '你好 👋' }] } }),
        aRequestEvent('exec', 'e1', { sessionKey: 'agent:main:main' }),
        aResolutionEvent('exec', 'e1'),
        aRequestEvent('plugin', 'p1'),
        aResolutionEvent('plugin', 'p1'),
        {
          instance: 'home',
          id: 'abcde',
          at: 1,
          type: 'claude_permission_request',
          permission: { requestId: 'abcde', toolName: 'Bash', description: 'list', inputPreview: '{"a":1}' },
        },
        {
          instance: 'home',
          id: 'task_1',
          at: 2,
          type: 'task_settled',
          task: { taskId: 'task_1', sessionId: 's', status: 'failed' },
        },
        { instance: 'home', id: 'g1', at: 3, type: 'gap', gap: { reason: 'reset', afterMessageId: 'm1' } },
      ];

      it('gives back every kind as it was given, numbered from 1 in the order of writing', async () => {
        expect(await log.append(everyKind)).toBe(everyKind.length);
        expect(await read({ withRaw: true })).toEqual(everyKind.map((one, i) => ({ ...one, cursor: i + 1 })));
      });

      it('leaves out the raw payload unless it is asked for', async () => {
        await log.append(everyKind);
        expect(await read()).toEqual(everyKind.map((one, i) => ({ ...one, raw: undefined, cursor: i + 1 })));
      });

      it('is done in pages', async () => {
        await log.append(messages('a', 'b', 'c', 'd', 'e'));
        expect(await idsOf({ limit: 2 })).toEqual(['a', 'b']);
        expect(await idsOf({ after: 2, limit: 2 })).toEqual(['c', 'd']);
        expect(await idsOf({ after: 4, limit: 2 })).toEqual(['e']);
        expect(await idsOf({ after: 5 })).toEqual([]);
      });

      it('can be limited to a session, whose key is lower case', async () => {
        await log.append([
          aMessageEvent({ id: 'a', sessionKey: 'agent:main:One' }),
          aMessageEvent({ id: 'b', sessionKey: 'agent:main:two' }),
          aMessageEvent({ id: 'c', sessionKey: 'agent:main:one' }),
          aRequestEvent('exec', 'd'),
        ]);
        expect(await read({ sessionKey: 'agent:main:one' })).toMatchObject([
          { id: 'a', cursor: 1, sessionKey: 'agent:main:one' },
          { id: 'c', cursor: 3 },
        ]);
        expect(await read({ sessionKey: 'agent:main:one', after: 1, withRaw: true })).toMatchObject([
          { id: 'c' },
        ]);
        expect(await idsOf({ sessionKey: 'agent:main:three' })).toEqual([]);
      });

      it('takes texts that cannot be stored as they are, and long ones', async () => {
        const odd = 'a\0b\ud83dc';
        const said = { messageId: 'm', role: 'user', text: odd, fromOwner: true } as const;
        const raw = { odd, long: 'ü'.repeat(100_000) };
        await log.append([
          { ...aMessageEvent({ id: odd, principal: odd, raw }), type: 'message', message: said },
        ]);
        expect(await log.append([aMessageEvent({ id: odd })])).toBe(0);
        expect(await read({ withRaw: true })).toMatchObject([
          {
            id: 'a\ufffdb\ufffdc',
            principal: 'a\ufffdb\ufffdc',
            message: { text: 'a\ufffdb\ufffdc' },
            raw: { odd: 'a\ufffdb\ufffdc', long: raw.long },
          },
        ]);
        expect(await log.known('home', [odd])).toEqual(new Set([odd]));
      });
    });

    describe('writing', () => {
      it('records a happening once, also within one batch, and leaves no hole', async () => {
        expect(await log.append(messages('a', 'b', 'a'))).toBe(2);
        expect(await log.append(messages('b', 'c', 'c', 'a', 'd'))).toBe(2);
        expect(await idsOf()).toEqual(['a', 'b', 'c', 'd']);
        expect(await cursorsOf()).toEqual([1, 2, 3, 4]);
      });

      it('keeps apart what has one id in different instances or kinds', async () => {
        const same = [
          aMessageEvent({ id: 'x' }),
          aMessageEvent({ id: 'x', instance: 'work' }),
          aRequestEvent('exec', 'x'),
        ];
        expect(await log.append(same)).toBe(3);
      });

      it('says of each of many asked for at once how many were its own', async () => {
        const counts = await Promise.all([
          log.append(messages('a', 'b')),
          log.append(messages('b', 'c', 'd')),
          log.append([]),
          log.append(messages('a')),
        ]);
        expect(counts).toEqual([2, 2, 0, 0]);
        expect(await idsOf()).toEqual(['a', 'b', 'c', 'd']);
      });

      it('knows which messages are there', async () => {
        await log.append([...messages('a', 'b'), aRequestEvent('exec', 'c')]);
        expect(await log.known('home', ['b', 'c', 'd'])).toEqual(new Set(['b']));
        expect(await log.known('work', ['a'])).toEqual(new Set());
        expect(await log.known('home', [])).toEqual(new Set());
      });

      it('survives reopening, under the same epoch', async () => {
        await log.append(messages('a', 'b'));
        const before = await log.extent();
        await store.close();
        const { events } = await world.open();
        expect(await events.extent()).toEqual(before);
        expect(await events.append(messages('b', 'c'))).toBe(1);
        expect(await events.read({ after: 2, limit: 9, withRaw: false })).toMatchObject([
          { id: 'c', cursor: 3 },
        ]);
      });

      it('has an epoch of its own', async () => {
        const { epoch } = await log.extent();
        await world.teardown();
        world = await setup();
        expect((await (await world.open()).events.extent()).epoch).not.toBe(epoch);
      });
    });

    describe('several processes', () => {
      it('record what they all hear once, and without holes', async () => {
        const logs = [log, (await world.open()).events, (await world.open()).events];
        const heard = upTo(60).map((i) => `m${i}`);
        const counts = await Promise.all(
          logs.flatMap((one, writer) =>
            heard.map((id) => one.append([aMessageEvent({ id }), aMessageEvent({ id: `${id}-${writer}` })])),
          ),
        );
        const total = heard.length * 4;
        expect(counts.reduce((sum, one) => sum + one, 0)).toBe(total);
        expect(new Set(await idsOf()).size).toBe(total);
        expect(await cursorsOf()).toEqual(upTo(total));
        expect(await log.extent()).toMatchObject({ oldest: 1, newest: total });
      });

      it('never show a reader an event at or below one he has seen', async () => {
        const writers = [await world.open(), await world.open()];
        const each = 80;
        let writing = true;
        const seen: number[] = [];
        const reading = (async () => {
          while (writing || seen.length < (await log.extent()).newest) {
            const page = await read({ after: seen.at(-1) ?? 0 });
            seen.push(...page.map(({ cursor }) => cursor));
            // oxlint-disable-next-line no-await-in-loop -- lets the writers write
            await new Promise(setImmediate);
          }
        })();
        await Promise.all(
          writers.map(async ({ events, tasks }, writer) => {
            for (let i = 0; i < each; i++) {
              await events.append(messages(`${writer}-${i}`, `${writer}-${i}-more`, `both-${i}`));
              const { task } = await tasks.add(aNewTask());
              await tasks.cancel(task.id, 'owner', 1_500);
            }
          }),
        );
        writing = false;
        await reading;
        expect(seen).toEqual(upTo(each * 7));
      });
    });

    describe('a watch', () => {
      const onceCalled = async (call: () => Promise<unknown>, watched: EventLog = log) => {
        let called = 0;
        const stop = watched.watch(() => called++);
        await call();
        await vi.waitUntil(() => called > 0, { timeout: 1_500 });
        stop();
      };

      it('calls back when this store appended', async () => {
        await onceCalled(() => log.append(messages('a')));
      });

      it('calls back when another one did', async () => {
        const { events } = await world.open();
        await onceCalled(() => log.append(messages('a')), events);
      });

      it('calls back when a task has settled', async () => {
        const { task } = await store.tasks.add(aNewTask());
        await onceCalled(() => store.tasks.cancel(task.id, 'owner', 1_500));
      });

      it('finds the event when it is called', async () => {
        let found: Promise<readonly string[]> | undefined;
        const stop = log.watch(() => {
          found ??= idsOf();
        });
        await log.append(messages('a'));
        await vi.waitUntil(() => found !== undefined, { timeout: 10_000 });
        stop();
        expect(await found).toEqual(['a']);
      });

      it('ends', async () => {
        let stopped = 0;
        let called = 0;
        log.watch(() => stopped++)();
        const stop = log.watch(() => called++);
        await log.append(messages('a'));
        await vi.waitUntil(() => called > 0, { timeout: 10_000 });
        stop();
        expect(stopped).toBe(0);
      });
    });

    describe('approvals', () => {
      const openIds = async (instance = 'home') =>
        (await log.openApprovals(instance)).map(({ type, id }) => `${type} ${id}`);

      it('are open until their end is there, kind by kind', async () => {
        await log.append([
          aRequestEvent('exec', 'a'),
          aRequestEvent('plugin', 'a'),
          aRequestEvent('exec', 'b'),
          aRequestEvent('exec', 'a', { instance: 'work' }),
          aMessageEvent({ id: 'a' }),
        ]);
        expect(await openIds()).toEqual([
          'exec_approval_requested a',
          'plugin_approval_requested a',
          'exec_approval_requested b',
        ]);
        await log.append([aResolutionEvent('exec', 'a')]);
        expect(await openIds()).toEqual(['plugin_approval_requested a', 'exec_approval_requested b']);
        expect(await openIds('work')).toEqual(['exec_approval_requested a']);
      });

      it('are shown with what the gateway told', async () => {
        const request = aRequestEvent('exec', 'a');
        await log.append([request]);
        expect(await log.openApprovals('home')).toEqual([{ ...request, cursor: 1 }]);
      });

      it('are not open when both come together, or the end comes first', async () => {
        await log.append([aRequestEvent('exec', 'a'), aResolutionEvent('exec', 'a')]);
        await log.append([aResolutionEvent('plugin', 'b'), aRequestEvent('plugin', 'b')]);
        await log.append([aResolutionEvent('plugin', 'c')]);
        await log.append([aRequestEvent('plugin', 'c')]);
        expect(await openIds()).toEqual([]);
      });

      it('do not open again when they are told of again', async () => {
        await log.append([aRequestEvent('exec', 'a')]);
        await log.append([aResolutionEvent('exec', 'a')]);
        expect(await log.append([aRequestEvent('exec', 'a')])).toBe(0);
        expect(await openIds()).toEqual([]);
      });

      it('are forgotten with their request', async () => {
        await log.append([aRequestEvent('exec', 'a'), aRequestEvent('exec', 'b')]);
        await prune({ keep: 1 });
        expect(await openIds()).toEqual(['exec_approval_requested b']);
      });
    });

    describe('marks', () => {
      const mark = { ...HOME, sessionKey: 'agent:main:main', messageId: 'a', messageSeq: 4 };

      it('move with their events', async () => {
        await log.append(messages('a'), mark);
        expect(await log.marks(HOME)).toEqual({
          sessions: [{ sessionKey: 'agent:main:main', messageId: 'a', messageSeq: 4 }],
        });
        const whole = {
          sessionKey: 'agent:main:main',
          sessionId: 's1',
          updatedAt: 5_000,
          messageId: 'b',
          messageSeq: 5,
          position: { source: 'file', rawSeq: 9 },
          historyCursor: 'c5',
          route: { channel: 'telegram', to: 'ada', threadId: 7 },
        };
        await log.append(messages('b'), { ...HOME, ...whole });
        expect(await log.marks(HOME)).toEqual({ sessions: [whole] });
        // Nothing of the mark before stays.
        await log.append([], mark);
        expect(await log.marks(HOME)).toEqual({
          sessions: [{ sessionKey: 'agent:main:main', messageId: 'a', messageSeq: 4 }],
        });
      });

      it('do not move back within a transcript, whoever wrote them last', async () => {
        const at = (rawSeq: number, source = 'file') => ({
          ...mark,
          messageId: `${source}${rawSeq}`,
          position: { source, rawSeq },
        });
        await log.append([], at(5));
        await log.append([], at(3));
        expect(await log.mark(HOME, mark.sessionKey)).toMatchObject({ messageId: 'file5' });
        await log.append([], at(6));
        await log.append([], at(1, 'another'));
        expect(await log.mark(HOME, mark.sessionKey)).toMatchObject({ messageId: 'another1' });
        expect(await log.mark(HOME, 'agent:main:none')).toBeUndefined();
      });

      it('go when they have not moved for as long as events are kept', async () => {
        await log.append(messages('a'), mark);
        await prune({ keep: 0 });
        expect((await log.marks(HOME)).sessions).toHaveLength(1);
        await prune({ before: FAR_AHEAD });
        expect((await log.marks(HOME)).sessions).toEqual([]);
      });

      it('move also where every event was known, and by themselves', async () => {
        await log.append(messages('a'));
        expect(await log.append(messages('a'), mark)).toBe(0);
        await log.append([], { ...HOME, sessionKey: 'agent:main:other', updatedAt: 3 });
        expect((await log.marks(HOME)).sessions).toHaveLength(2);
      });

      it('stay where they are when their events cannot be stored', async () => {
        const broken = { ...aMessageEvent({ id: 'b' }), at: Number.NaN };
        await log.append(messages('a'), mark);
        await expect(
          log.append([...messages('c'), broken], { ...mark, messageId: 'b' }),
        ).rejects.toMatchObject({
          code: 'store_unavailable',
        });
        expect((await log.marks(HOME)).sessions).toMatchObject([{ messageId: 'a' }]);
        expect(await idsOf()).toEqual(['a']);
        expect(await log.append(messages('d'))).toBe(1);
        expect(await cursorsOf()).toEqual([1, 2]);
      });

      it('asked for at the same moment end as they were asked for', async () => {
        await Promise.all(
          upTo(20).map((i) => log.append(messages(`m${i}`), { ...mark, messageId: `m${i}`, messageSeq: i })),
        );
        expect((await log.marks(HOME)).sessions).toMatchObject([{ messageId: 'm20', messageSeq: 20 }]);
      });

      it('belong to one gateway', async () => {
        await log.append(messages('a'), mark);
        expect(await log.marks({ ...HOME, gateway: 'ws://other' })).toEqual({ sessions: [] });
        expect(await log.marks({ ...HOME, instance: 'other' })).toEqual({ sessions: [] });
      });

      it('begin once', async () => {
        await log.begin(HOME, 1_000);
        await log.begin(HOME, 2_000);
        expect(await log.marks(HOME)).toEqual({ since: 1_000, sessions: [] });
        expect(await log.marks({ ...HOME, gateway: 'ws://other' })).toEqual({ sessions: [] });
      });
    });

    describe('pruning', () => {
      it('tells the extent of what is left', async () => {
        expect(await log.extent()).toMatchObject({ oldest: 1, newest: 0 });
        await log.append(messages('a', 'b', 'c'));
        expect(await log.extent()).toMatchObject({ oldest: 1, newest: 3 });
        expect(await prune({ keep: 1 })).toBe(2);
        expect(await log.extent()).toMatchObject({ oldest: 3, newest: 3 });
        expect(await prune({ before: FAR_AHEAD })).toBe(1);
        expect(await log.extent()).toMatchObject({ oldest: 4, newest: 3 });
        expect(await prune({ before: FAR_AHEAD, keep: 0 })).toBe(0);
      });

      it('goes by when events reached the log, not by when they happened', async () => {
        const begun = Date.now();
        await log.append(messages('a', 'b'));
        expect(await prune({ before: begun - 60_000 })).toBe(0);
        expect(await prune({ before: begun + 60_000 })).toBe(2);
      });

      it('never gives a cursor again', async () => {
        await log.append(messages('a', 'b'));
        await prune({ keep: 0 });
        await store.close();
        ({ events: log } = await world.open());
        await log.append(messages('c'));
        expect(await read()).toMatchObject([{ id: 'c', cursor: 3 }]);
      });

      it('takes the oldest first, as many as the limit says', async () => {
        await log.append(messages('a', 'b', 'c', 'd', 'e'));
        expect(await prune({ before: FAR_AHEAD, limit: 2 })).toBe(2);
        expect(await idsOf()).toEqual(['c', 'd', 'e']);
        expect(await prune({ keep: 0, limit: 2 })).toBe(2);
        expect(await idsOf()).toEqual(['e']);
        expect(await prune({ keep: 0, limit: 2 })).toBe(1);
      });

      it('leaves everything that is young and few enough, and the marks', async () => {
        await log.append(messages('a', 'b'), { ...HOME, sessionKey: 's', messageId: 'b' });
        expect(await prune({ keep: 2 })).toBe(0);
        await prune({ keep: 0 });
        expect((await log.marks(HOME)).sessions).toHaveLength(1);
      });

      it('is done by several at once without taking more than one would', async () => {
        const other = (await world.open()).events;
        await log.append(messages('a', 'b', 'c', 'd', 'e', 'f'));
        await Promise.all([log, other].map((one) => one.prune({ before: 0, keep: 4, limit: 1_000 })));
        expect(await cursorsOf()).toEqual([3, 4, 5, 6]);
      });
    });

    describe('the end of a task', () => {
      const add = async (over: Partial<NewTask> = {}) => (await store.tasks.add(aNewTask(over))).task;
      const claim = (worker: string) =>
        store.tasks.claim({ worker, ...HOME, gateway: GATEWAY, limit: 10, now: 1_000, leaseUntil: 2_000 });
      const GATEWAY = aNewTask().gateway;

      it('is recorded with it, once', async () => {
        const task = await add({ sessionKey: 'agent:main:Notes', sessionId: 'Notes', principal: 'guest' });
        await claim('w1');
        expect(await read()).toEqual([]);
        const results = await Promise.all([
          store.tasks.settle(task.id, 'w2', DONE, 1_400),
          store.tasks.settle(task.id, 'w1', DONE, 1_500),
          store.tasks.settle(task.id, 'w1', { status: 'cancelled' }, 1_600),
        ]);
        expect(results).toEqual([false, true, false]);
        expect(await read()).toEqual([
          {
            cursor: 1,
            instance: 'home',
            type: 'task_settled',
            id: task.id,
            sessionKey: 'agent:main:notes',
            principal: 'guest',
            at: 1_500,
            task: { taskId: task.id, sessionId: 'Notes', status: 'completed' },
          },
        ]);
        expect(await idsOf({ sessionKey: 'agent:main:notes' })).toEqual([task.id]);
      });

      it.each([
        ['Notes', 'agent:main:notes'],
        ['cron:daily', 'agent:main:cron:daily'],
        ['Agent:Work:Notes', 'agent:work:notes'],
      ])('is found under the full key of its session: %s as %s', async (sessionKey, full) => {
        const task = await add({ sessionKey });
        await claim('w1');
        await store.tasks.settle(task.id, 'w1', DONE, 1_500);
        expect(await idsOf({ sessionKey: full })).toEqual([task.id]);
      });

      it('is recorded when it was cancelled before it began, once; not when it only is to be cancelled', async () => {
        const running = await add();
        await claim('w1');
        await store.tasks.cancel(running.id, 'owner', 1_500);
        expect(await read()).toEqual([]);
        const pending = await add();
        await store.tasks.cancel(pending.id, 'owner', 1_500);
        await store.tasks.cancel(pending.id, 'owner', 1_600);
        expect(await read()).toMatchObject([
          { cursor: 1, id: pending.id, at: 1_500, task: { status: 'cancelled' } },
        ]);
      });

      it('is recorded when it was given up', async () => {
        const tasks = [await add(), await add()];
        await store.tasks.giveUp({
          instance: 'home',
          gateway: GATEWAY,
          now: 2_000,
          waitedUntil: 2_000,
          failure: { code: 'gateway_unreachable', message: 'down', retryable: true },
        });
        const events = await read();
        expect(events.map(({ id }) => id).toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
        expect(events).toMatchObject([
          { cursor: 1, at: 2_000, task: { status: 'failed' } },
          { cursor: 2, at: 2_000, task: { status: 'failed' } },
        ]);
      });

      it('finds its place among what others record at the same moment', async () => {
        const other = (await world.open()).events;
        const tasks = await Promise.all(upTo(30).map(() => add()));
        await Promise.all([
          ...tasks.map(({ id }) => store.tasks.cancel(id, 'owner', 1_500)),
          ...upTo(30).map((i) => other.append(messages(`m${i}`))),
          ...upTo(30).map((i) => log.append(messages(`m${i}`, `n${i}`))),
        ]);
        expect(await cursorsOf()).toEqual(upTo(90));
        expect(new Set(await idsOf()).size).toBe(90);
      });
    });
  });
}
