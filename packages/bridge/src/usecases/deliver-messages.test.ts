import { describe, expect, it } from 'vitest';
import { createBackplanes } from '../domain/port/backplane.fixture.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createMemoryThreadLog } from '../domain/port/thread-log.fixture.ts';
import { createBackground } from './background.ts';
import { createChatSignals, type ChatSignal, type Order } from './chat-signals.ts';
import { createDeliverMessages } from './deliver-messages.ts';
import { createThreadFeed } from './thread-feed.ts';
import { watched } from './watched-background.fixture.ts';

function createWorld() {
  const [clock, threads] = [createSteppedClock(), createMemoryThreadLog()];
  const { background, quiet } = watched(createBackground(createRecordingLog()));
  const [wire, elsewhere] = createBackplanes(2);
  if (!wire || !elsewhere) throw new Error('two were made');
  const sent: string[] = [];
  let [accepts, isConnected, ids] = [true, false, 0];
  const deliveries = createDeliverMessages({
    threads,
    agent: {
      ready: () => ['default'],
      deliver({ text }) {
        if (accepts) sent.push(text);
        return accepts;
      },
    },
    links: {
      list: async () => [{ name: 'default', isConnected, since: 0 }],
      holds: () => false,
    },
    nameOf: async (user) => user,
    feed: createThreadFeed({ threads, clock, background }),
    signals: createChatSignals(wire, background),
    clock,
    newId: () => `id-${++ids}`,
    background,
  });
  return {
    clock,
    threads,
    quiet,
    sent,
    deliveries,
    elsewhere,
    accept: (does: boolean) => void (accepts = does),
    connect: () => void (isConnected = true),
    async say(id: string) {
      const said = { kind: 'said', cid: id, text: id, attachments: [] } as const;
      const begin = { id: 'th', user: 'bob', link: 'default', title: 'x', createdAt: 1 };
      await threads.append({ id, thread: 'th', said, at: 1, key: `said:${id}` }, begin);
      await quiet();
    },
    kinds: async () => (await threads.after('th', 0, 100)).map(({ kind }) => kind),
  };
}

const ORDER: Order = {
  id: 'o',
  cursor: 0,
  thread: 'th',
  user: 'bob',
  name: 'Bob',
  link: 'default',
  text: '/stop',
  attachments: [],
  at: 1,
};

describe('what waits for an agent', () => {
  it('is sent in order, once over each socket, and again over the next until it is taken', async () => {
    const { say, quiet, sent, deliveries, kinds } = createWorld();
    await say('one');
    deliveries.begin('default');
    await quiet();
    await say('two');
    await deliveries.taken('default', 'one', undefined);
    await deliveries.taken('default', 'one', undefined);
    await say('three');
    expect(sent).toEqual(['one', 'two', 'three']);
    deliveries.end('default');
    await say('four');
    deliveries.begin('default');
    await quiet();
    expect(sent.slice(3)).toEqual(['two', 'three', 'four']);
    expect(await kinds()).toEqual(['said', 'said', 'delivered', 'said', 'said']);
  });

  it('is tried again when the socket is full', async () => {
    const { say, accept, clock, quiet, sent, deliveries } = createWorld();
    deliveries.begin('default');
    accept(false);
    await say('one');
    expect(sent).toEqual([]);
    accept(true);
    clock.advance(1_000);
    await quiet();
    expect(sent).toEqual(['one']);
  });

  it('survives that the store is away: what was taken is noted, what is new is sent', async () => {
    const { say, threads, clock, quiet, sent, deliveries, kinds } = createWorld();
    await say('one');
    threads.fail(new Error('away'));
    deliveries.begin('default');
    await quiet();
    threads.fail(undefined);
    clock.advance(1_000);
    await quiet();
    expect(sent).toEqual(['one']);
    threads.fail(new Error('away'));
    await expect(deliveries.taken('default', 'one', 'no')).rejects.toThrow('away');
    threads.fail(undefined);
    clock.advance(1_000);
    await quiet();
    expect(await kinds()).toEqual(['said', 'undeliverable']);
  });
});

describe('an order', () => {
  it('goes to wherever the link is, and nowhere else', async () => {
    const { quiet, sent, deliveries, elsewhere, connect } = createWorld();
    const heard: unknown[] = [];
    elsewhere.listen((signal) => heard.push(signal));
    expect(await deliveries.order(ORDER)).toBe(false);
    connect();
    expect(await deliveries.order(ORDER)).toBe(true);
    expect(heard).toEqual([{ type: 'order', order: ORDER } satisfies ChatSignal]);
    elsewhere.publish({ type: 'order', order: ORDER });
    expect(sent).toEqual([]);
    deliveries.begin('default');
    await quiet();
    elsewhere.publish({ type: 'order', order: ORDER });
    expect(await deliveries.order(ORDER)).toBe(true);
    expect(sent).toEqual(['/stop', '/stop']);
    expect(heard).toHaveLength(1);
  });
});
