import type { Client } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aMessageEvent } from '../../domain/event.fixture.ts';
import type { NewEvent } from '../../domain/event.ts';
import { Failure } from '../../domain/failure.ts';
import { aGuest } from '../../domain/principal.fixture.ts';
import { EVERYTHING } from '../../domain/allow-list.ts';
import { createScriptedFeed, type ScriptedFeed } from '../../usecases/event-feed.fixture.ts';
import type { EventFeed } from '../../usecases/event-feed.ts';
import { connect, ERAS } from '../connect.fixture.ts';
import { aDoor } from '../door.fixture.ts';
import type { McpDoor } from '../server.ts';
import { conversationUri, taskUri } from './resource-uri.ts';
import { createSubscriptions } from './subscriptions.ts';

const MAIN = conversationUri('home', 'agent:main:main');
const OTHER = conversationUri('home', 'agent:main:other');

const settled = (taskId: string, principal = 'owner'): NewEvent => ({
  instance: 'home',
  id: taskId,
  principal,
  at: 1,
  type: 'task_settled',
  task: { taskId, sessionId: 's', status: 'completed' },
});
const said = (sessionKey = 'agent:main:main') => aMessageEvent({ sessionKey });

let feed: ScriptedFeed;
let listens: number;
let updated: string[];
let client: Client | undefined;
beforeEach(() => {
  feed = createScriptedFeed();
  listens = 0;
  updated = [];
});
afterEach(() => client?.close());

const door = (over: Partial<McpDoor> = {}) => aDoor({ feed, listen: () => void listens++ }, over);

describe.each(ERAS)('a client that subscribes in the %s era', (era) => {
  const begin = async (over: Partial<McpDoor> = {}) => {
    client = await connect(door(over), era, {
      prepare: (made) =>
        made.setNotificationHandler('notifications/resources/updated', ({ params }) => {
          updated.push(params.uri);
        }),
    });
    return client;
  };

  /** Subscribes to each; what comes back takes all of it back. */
  const subscribe = async (by: Client, uris: readonly string[]): Promise<() => Promise<void>> => {
    if (era === 'modern') {
      const listening = await by.listen({ resourceSubscriptions: [...uris] });
      await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
      return () => listening.close();
    }
    for (const uri of uris) await by.subscribeResource({ uri });
    return async () => {
      for (const uri of uris) await by.unsubscribeResource({ uri });
    };
  };

  it('hears of its conversation and its task, and of nothing else', async () => {
    await subscribe(await begin(), [MAIN, taskUri('t1')]);
    for (const event of [said('agent:main:other'), settled('t2'), said(), settled('t1')]) feed.emit(event);
    await vi.waitUntil(() => updated.length === 2, { timeout: 10_000 });
    expect(updated).toEqual([MAIN, taskUri('t1')]);
    expect(listens).toBe(1);
  });

  it('follows nothing before it subscribes, and nothing after the last subscription', async () => {
    const by = await begin();
    await by.listResources();
    expect([feed.followers(), listens]).toEqual([0, 0]);
    const unsubscribe = await subscribe(by, [MAIN, OTHER]);
    expect(feed.followers()).toBe(1);
    await unsubscribe();
    await vi.waitUntil(() => feed.followers() === 0, { timeout: 10_000 });
  });

  it('leaves nothing behind when it goes without a word', async () => {
    const by = await begin();
    await subscribe(by, [MAIN]);
    await by.close();
    await vi.waitUntil(() => feed.followers() === 0, { timeout: 10_000 });
    feed.emit(said());
    expect(updated).toEqual([]);
  });

  it('may have a thousand subscriptions, and costs one follower', async () => {
    const many = Array.from({ length: 1_000 }, (_, i) => conversationUri('home', `agent:main:s${i}`));
    await subscribe(await begin(), many);
    expect(feed.followers()).toBe(1);
    feed.emit(said('agent:main:s999'));
    await vi.waitUntil(() => updated.length > 0, { timeout: 10_000 });
    expect(updated).toEqual([many[999]]);
  });

  it('hears only what its principal may see', async () => {
    const principal = { ...aGuest('guest'), allow: [{ ...EVERYTHING, sessionPrefixes: ['other'] }] };
    await subscribe(await begin({ principal }), [MAIN, OTHER, taskUri('t1'), taskUri('t2')]);
    for (const event of [said(), settled('t1', 'owner'), said('agent:main:other'), settled('t2', 'guest')])
      feed.emit(event);
    await vi.waitUntil(() => updated.length === 2, { timeout: 10_000 });
    expect(updated).toEqual([OTHER, taskUri('t2')]);
  });
});

describe('a subscription in the legacy era', () => {
  it('is refused where nothing may be read', async () => {
    client = await connect(door({ principal: { ...aGuest(), scopes: ['chat'] } }), 'legacy');
    await expect(client.subscribeResource({ uri: MAIN })).rejects.toThrow('"read"');
    expect(feed.followers()).toBe(0);
  });

  it('is refused for a conversation where those are not served', async () => {
    client = await connect(door({ tools: ['chat'] }), 'legacy');
    await expect(client.subscribeResource({ uri: MAIN })).rejects.toMatchObject({ code: -32_602 });
    expect(feed.followers()).toBe(0);
  });

  it('is refused for a URI that names nothing', async () => {
    client = await connect(door(), 'legacy');
    await expect(client.subscribeResource({ uri: 'openclaw://nothing' })).rejects.toMatchObject({
      code: -32_602,
    });
  });

  it('is refused with the reason when events cannot be followed, and succeeds when they can', async () => {
    client = await connect(door(), 'legacy');
    feed.fail(new Failure('store_unavailable', 'The disk is full.'));
    await expect(client.subscribeResource({ uri: MAIN })).rejects.toThrow('The disk is full.');
    feed.fail(undefined);
    await client.subscribeResource({ uri: MAIN });
    expect(feed.followers()).toBe(1);
  });
});

describe('a listen of the modern era', () => {
  it('hears of no conversation where those are not served', async () => {
    client = await connect(door({ tools: ['chat'] }), 'modern', {
      prepare: (made) =>
        made.setNotificationHandler('notifications/resources/updated', ({ params }) => {
          updated.push(params.uri);
        }),
    });
    await client.listen({ resourceSubscriptions: [MAIN, taskUri('t1')] });
    await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
    feed.emit(said());
    feed.emit(settled('t1'));
    await vi.waitUntil(() => updated.length > 0, { timeout: 10_000 });
    expect(updated).toEqual([taskUri('t1')]);
  });

  it('ends for itself: what another one listens to goes on', async () => {
    client = await connect(door(), 'modern', {
      prepare: (made) =>
        made.setNotificationHandler('notifications/resources/updated', ({ params }) => {
          updated.push(params.uri);
        }),
    });
    const first = await client.listen({ resourceSubscriptions: [MAIN, OTHER] });
    await client.listen({ resourceSubscriptions: [MAIN] });
    await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
    await first.close();
    await client.listResources();
    feed.emit(said('agent:main:other'));
    feed.emit(said());
    await vi.waitUntil(() => updated.length > 0, { timeout: 10_000 });
    expect(updated).toEqual([MAIN]);
  });
});

describe('subscriptions', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('begin as soon as events can be followed', async () => {
    feed.fail(new Error('not yet'));
    const subscriptions = createSubscriptions(door(), async (uri) => void updated.push(uri));
    await expect(subscriptions.add(MAIN)).rejects.toThrow('not yet');
    feed.fail(undefined);
    await vi.advanceTimersByTimeAsync(5_000);
    feed.emit(said());
    expect(updated).toEqual([MAIN]);
    subscriptions.close();
    expect([feed.followers(), vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('do not try again once they are closed', async () => {
    feed.fail(new Error('not yet'));
    const subscriptions = createSubscriptions(door(), async () => {});
    await expect(subscriptions.add(MAIN)).rejects.toThrow('not yet');
    subscriptions.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that end while they begin leave nothing behind', async () => {
    const subscriptions = createSubscriptions(door(), async () => {});
    const adding = subscriptions.add(MAIN);
    subscriptions.close();
    await adding;
    expect(feed.followers()).toBe(0);
  });

  it('that end while the log is looked up leave nothing behind', async () => {
    let lookedUp = () => {};
    const looking = new Promise<void>((resolve) => (lookedUp = resolve));
    const follow: EventFeed['follow'] = async (listener) => {
      const stop = await feed.follow(listener);
      await looking;
      return stop;
    };
    const subscriptions = createSubscriptions(aDoor({ feed: { follow }, listen() {} }), async () => {});
    const adding = subscriptions.add(MAIN);
    await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
    subscriptions.close();
    lookedUp();
    await adding;
    expect(feed.followers()).toBe(0);
  });

  it('that end and begin anew in one breath are followed once', async () => {
    const subscriptions = createSubscriptions(door(), async (uri) => void updated.push(uri));
    const first = subscriptions.add(MAIN);
    subscriptions.remove(MAIN);
    await Promise.all([first, subscriptions.add(MAIN)]);
    feed.emit(said());
    expect(updated).toEqual([MAIN]);
    expect(feed.followers()).toBe(1);
    subscriptions.close();
    expect(feed.followers()).toBe(0);
  });

  it('make one of many changes while the client is slow', async () => {
    const taken: (() => void)[] = [];
    const subscriptions = createSubscriptions(door(), (uri) => {
      updated.push(uri);
      return new Promise((resolve) => taken.push(resolve));
    });
    await subscriptions.add(MAIN);
    for (let i = 0; i < 100; i++) feed.emit(said());
    expect(updated).toHaveLength(1);
    taken[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(updated).toHaveLength(2);
    taken[1]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(updated).toHaveLength(2);
    subscriptions.close();
  });

  it('go on for others when one client has gone', async () => {
    const gone = createSubscriptions(door(), async () => {
      throw new Error('gone');
    });
    const there = createSubscriptions(door(), async (uri) => void updated.push(uri));
    await Promise.all([gone.add(MAIN), there.add(MAIN)]);
    feed.emit(said());
    feed.emit(said());
    await vi.waitUntil(() => updated.length > 0, { timeout: 10_000 });
    gone.close();
    there.close();
  });

  it('are no more than a process can bear', async () => {
    const subscriptions = createSubscriptions(door(), async () => {});
    for (let i = 0; i < 10_000; i++) await subscriptions.add(taskUri(`t${i}`));
    await expect(subscriptions.add(MAIN)).rejects.toThrow('10000');
    await subscriptions.add(taskUri('t1'));
    subscriptions.close();
  });
});
