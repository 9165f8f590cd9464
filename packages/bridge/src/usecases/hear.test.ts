import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EVERYTHING } from '../domain/allow-list.ts';
import { anApproval } from '../domain/approval.fixture.ts';
import { approvalEvent, type LoggedEvent } from '../domain/event.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { Store } from '../domain/port/store.ts';
import { aGuest } from '../domain/principal.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { createStop } from '../domain/stop.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createBackground } from './background.ts';
import { createEventFeed } from './event-feed.ts';
import { said } from './said.fixture.ts';
import { createHear, type PollRequest, type WaitRequest } from './hear.ts';

let temp: TempStore;
let store: Store;

beforeEach(() => {
  temp = createTempStore();
  store = temp.open();
});
afterEach(() => temp.discard());

function createWorld({ events: log } = store) {
  const clock = createSteppedClock();
  const background = createBackground(createRecordingLog());
  const feed = createEventFeed({ log, clock, background });
  const listening = { caughtUp: vi.fn(async () => {}), trouble: () => [AWAY] };
  const hear = createHear({ log, feed, clock, listening });
  return {
    clock,
    feed,
    listening,
    log,
    say: (...texts: string[]) => log.append(texts.map((text) => said(text))),
    poll: (over: Partial<PollRequest> = {}) => hear.poll({ principal: OWNER, after: 0, limit: 20, ...over }),
    wait: (over: Partial<WaitRequest> = {}) =>
      hear.wait({ principal: OWNER, after: 0, timeoutMs: 1_000, signal: createStop().signal, ...over }),
  };
}

const AWAY = {
  instance: 'away',
  failure: { code: 'gateway_unreachable', message: 'Nobody there.', retryable: true } as const,
};

function texts(events: readonly LoggedEvent[]) {
  return events.map((event) => (event.type === 'message' ? event.message.text : event.type));
}

describe('polling', () => {
  it('tells what happened after a cursor, and where to go on', async () => {
    const { poll, say } = createWorld();
    await say('one', 'two', 'three');
    const first = await poll({ limit: 2 });
    expect(texts(first.events)).toEqual(['one', 'two']);
    expect(first).toMatchObject({ nextCursor: 2, hasMore: true });
    const second = await poll({ after: first.nextCursor });
    expect(texts(second.events)).toEqual(['three']);
    expect(second).toMatchObject({ nextCursor: 3, hasMore: false });
    expect(await poll({ after: 3 })).toMatchObject({ events: [], nextCursor: 3, hasMore: false });
  });

  it('for what is new tells nothing, and from where that is', async () => {
    const { poll, say } = createWorld();
    await say('old');
    const now = await poll({ onlyNew: true });
    expect(now).toMatchObject({ events: [], nextCursor: 1, hasMore: false });
    expect(now.gap).toBeUndefined();
    await say('new');
    expect(texts((await poll({ after: now.nextCursor, epoch: now.epoch })).events)).toEqual(['new']);
  });

  it('begins to listen, waits for what was missed before, and says of whom nothing is heard', async () => {
    const { poll, listening, say } = createWorld();
    listening.caughtUp.mockImplementationOnce(async () => {
      await say('missed');
    });
    expect(await poll()).toMatchObject({ events: [{ cursor: 1 }], unheard: [AWAY] });
  });

  it('finds the events of one session, whatever their type and however its key is written', async () => {
    const { poll, log } = createWorld();
    await log.append([
      said('here'),
      said('there', { sessionKey: 'agent:main:there' }),
      {
        type: 'gap',
        instance: 'home',
        id: 'g',
        sessionKey: 'agent:main:home',
        at: 1,
        gap: { reason: 'lost' },
      },
    ]);
    for (const sessionKey of ['agent:main:home', 'Agent:main:HOME', 'home'])
      expect(texts((await poll({ sessionKey })).events)).toEqual(['here', 'gap']);
  });

  it('passes over what is not asked for, and does not look at it again', async () => {
    const { poll, log } = createWorld();
    await log.append(Array.from({ length: 120 }, () => said('noise', { instance: 'work' })));
    const heard = await poll({ instance: 'home', limit: 1 });
    expect(heard).toMatchObject({ events: [], nextCursor: 120, hasMore: false });
    await log.append([said('wanted')]);
    expect(texts((await poll({ instance: 'home', types: ['message'] })).events)).toEqual(['wanted']);
    expect((await poll({ types: ['gap'] })).events).toEqual([]);
  });

  it('tells nobody what is not for him', async () => {
    const { poll, log } = createWorld();
    const route = (channel: string) => ({
      message: {
        messageId: channel,
        role: 'user' as const,
        text: channel,
        fromOwner: false,
        route: { channel, to: 'x' },
      },
    });
    await log.append([
      said('no channel'),
      said('t', { id: 't', ...route('telegram') }),
      said('w', { id: 'w', ...route('whatsapp') }),
      said('mine', { principal: 'guest' }),
    ]);
    const guest = { ...aGuest(), allow: [{ ...EVERYTHING, channels: ['telegram'] }] };
    expect(texts((await poll({ principal: guest })).events)).toEqual(['telegram']);
    expect(texts((await poll()).events)).toEqual(['no channel', 'telegram', 'whatsapp']);
  });

  it('keeps to the lists also with what is his own', async () => {
    const { poll, log } = createWorld();
    const own = { instance: 'home', principal: 'guest', at: 1 } as const;
    const task = { taskId: 't', sessionId: 's', status: 'completed' } as const;
    const permission = { requestId: 'abcde', toolName: 'Bash', description: 'd', inputPreview: '' };
    await log.append([
      { ...own, type: 'task_settled', id: 't1', sessionKey: 'agent:secret:x', task },
      { ...own, type: 'task_settled', id: 't2', sessionKey: 'agent:main:x', task },
      { ...own, type: 'claude_permission_request', id: 'p', permission },
    ]);
    const held = { ...aGuest(), allow: [{ ...EVERYTHING, agents: ['main'] }] };
    expect((await poll({ principal: held })).events.map(({ id }) => id)).toEqual(['t2', 'p']);
  });

  it('tells of approvals to who may only see their channel', async () => {
    const { poll, log } = createWorld();
    const approval = (id: string, channel?: string) =>
      approvalEvent(anApproval({ id, ...(channel === undefined ? {} : { channel }) }));
    await log.append([approval('a', 'telegram'), approval('b', 'whatsapp'), approval('c')]);
    const held = { ...aGuest(), allow: [{ ...EVERYTHING, channels: ['telegram'] }] };
    expect((await poll({ principal: held })).events.map(({ id }) => id)).toEqual(['a']);
  });

  it('stops at about as many characters as were asked for, and never without an event', async () => {
    const { poll, say } = createWorld();
    await say('x'.repeat(5_000), 'y'.repeat(5_000), 'z');
    const heard = await poll({ size: { max: 1_000, of: (event) => JSON.stringify(event).length } });
    expect(heard).toMatchObject({ events: [{ cursor: 1 }], nextCursor: 1, hasMore: true });
  });

  it('brings the raw event only to who wants it', async () => {
    const { poll, say } = createWorld();
    await say('one');
    expect((await poll()).events[0]).not.toHaveProperty('raw');
    expect((await poll({ withRaw: true })).events[0]).toMatchObject({ raw: { text: 'one' } });
  });

  it('says when events were deleted that were not seen', async () => {
    const { poll, say, log } = createWorld();
    await say('one', 'two', 'three');
    await log.prune({ before: Number.MAX_SAFE_INTEGER, keep: 1, limit: 2 });
    expect(await poll({ after: 1 })).toMatchObject({
      gap: { requestedAfter: 1, oldest: 3, reason: 'expired' },
      events: [{ cursor: 3 }],
    });
    expect(await poll({ after: 2 })).not.toHaveProperty('gap');
  });

  it('says when events were deleted while it read', async () => {
    const { poll, say, log } = createWorld();
    await say(...Array.from({ length: 10 }, (_, i) => `m${i}`));
    const read = log.read.bind(log);
    vi.spyOn(log, 'read').mockImplementationOnce(async (query) => {
      await log.prune({ before: Number.MAX_SAFE_INTEGER, keep: 3, limit: 7 });
      return await read(query);
    });
    expect(await poll({ after: 2 })).toMatchObject({
      gap: { requestedAfter: 2, oldest: 8, reason: 'expired' },
      events: [{ cursor: 8 }, { cursor: 9 }, { cursor: 10 }],
    });
  });

  it('is for who may read', async () => {
    const { poll, wait } = createWorld();
    const principal = { ...OWNER, scopes: ['chat'] as const };
    await expect(poll({ principal })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(wait({ principal })).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('says when a cursor is of another log, and begins at the beginning', async () => {
    const { poll, say } = createWorld();
    await say('one', 'two');
    const { epoch } = await poll();
    expect(await poll({ after: 1101 })).toMatchObject({
      gap: { requestedAfter: 1101, oldest: 1, reason: 'other_log' },
      events: [{ cursor: 1 }, { cursor: 2 }],
    });
    expect(await poll({ after: 1, epoch: 'another' })).toMatchObject({ gap: { reason: 'other_log' } });
    expect(await poll({ after: 1, epoch })).not.toHaveProperty('gap');
  });
});

describe('waiting', () => {
  it('ends with an event that is there already', async () => {
    const { wait, say } = createWorld();
    await say('one', 'two');
    expect(await wait({ after: 1 })).toMatchObject({ events: [{ cursor: 2 }], nextCursor: 2 });
  });

  it('ends with the next event, of this process or of another', async () => {
    const { wait, say } = createWorld();
    const own = wait();
    await say('own');
    expect(texts((await own).events)).toEqual(['own']);
    const foreign = wait({ after: 1, withRaw: true });
    await temp.open().events.append([said('foreign')]);
    expect((await foreign).events).toMatchObject([{ cursor: 2, raw: { text: 'foreign' } }]);
  });

  it('for what is new ends with nothing that is there already', async () => {
    const { wait, say, clock } = createWorld();
    await say('old');
    const waiting = wait({ onlyNew: true });
    await vi.waitUntil(() => clock.waiting() > 0, { timeout: 10_000 });
    await say('new');
    expect(texts((await waiting).events)).toEqual(['new']);
  });

  it('ends with the first wanted event, however many others stand before it', async () => {
    const { wait, log } = createWorld();
    for (let i = 0; i < 52; i++)
      await log.append(Array.from({ length: 100 }, () => said('noise', { instance: 'work' })));
    await log.append([said('wanted')]);
    expect(texts((await wait({ instance: 'home' })).events)).toEqual(['wanted']);
  });

  it('ends only with an event that is wanted', async () => {
    const { wait, log } = createWorld();
    const waiting = wait({ sessionKey: 'home' });
    await log.append([said('elsewhere', { sessionKey: 'agent:main:club' })]);
    await log.append([said('here')]);
    expect(texts((await waiting).events)).toEqual(['here']);
  });

  it('ends without one when the time is over', async () => {
    const { wait, clock } = createWorld();
    const waiting = wait({ timeoutMs: 500 });
    await vi.waitUntil(() => clock.waiting() > 0, { timeout: 10_000 });
    clock.advance(500);
    expect(await waiting).toMatchObject({ events: [], nextCursor: 0 });
    expect(clock.waiting()).toBe(0);
  });

  it('ends at once where events are missing', async () => {
    const { wait } = createWorld();
    expect(await wait({ after: 99 })).toMatchObject({ events: [], gap: { reason: 'other_log' } });
  });

  it('is given up, and leaves nothing behind, when its caller cancels', async () => {
    const { wait, clock, log } = createWorld();
    const unwatch = vi.fn<() => void>();
    const watch = vi.spyOn(log, 'watch').mockReturnValue(unwatch);
    const stop = createStop();
    const waiting = wait({ signal: stop.signal });
    await vi.waitUntil(() => watch.mock.calls.length > 0, { timeout: 10_000 });
    stop.stop();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(clock.waiting()).toBe(0);
    expect(unwatch).toHaveBeenCalledOnce();
  });

  it('costs one look at the log for a thousand who wait', async () => {
    const { wait, say, log } = createWorld();
    await say('old');
    const read = vi.spyOn(log, 'read');
    const waiting = Array.from({ length: 1_000 }, () => wait({ after: 1 }));
    // Each has had its own first look.
    await vi.waitUntil(() => read.mock.calls.length >= waiting.length, { timeout: 8_000 });
    read.mockClear();
    await say('new');
    const heard = await Promise.all(waiting);
    expect(heard.every(({ events }) => events[0]?.cursor === 2)).toBe(true);
    expect(read.mock.calls.length).toBeLessThan(5);
  });
});
