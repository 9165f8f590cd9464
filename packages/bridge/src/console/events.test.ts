import type { ReadableWritablePair } from 'node:stream/web';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aMessageEvent, aRequestEvent } from '../domain/event.fixture.ts';
import type { Store } from '../domain/port/store.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createConsoleWorld } from './console.fixture.ts';

let temp: TempStore;
let store: Store;
let world: ReturnType<typeof createConsoleWorld>;

beforeEach(() => {
  temp = createTempStore();
  store = temp.open();
  world = createConsoleWorld(store);
});
afterEach(() => temp.discard());

/** Reads the stream as a browser does. */
async function open(lastEventId?: string, query = '') {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await world.ask('GET', `events${query}`, { headers });
  const comments: string[] = [];
  const parser = new EventSourceParserStream({ onComment: (comment) => comments.push(comment.trim()) });
  const reader = (response.body ?? new ReadableStream<Uint8Array>())
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(parser)
    .getReader();
  return {
    comments,
    async next() {
      const { value } = await reader.read();
      return {
        id: value?.id,
        event: value?.event,
        ...(JSON.parse(value?.data ?? '{}') as { cursor?: number }),
      };
    },
    leave: async () => await reader.cancel(),
    reader,
  };
}

describe('the event stream', () => {
  it('begins with what is there, and goes on with what happens', async () => {
    await store.events.append([aMessageEvent({ id: 'm1' })]);
    const { epoch } = await store.events.extent();
    const stream = await open();
    expect(await stream.next()).toMatchObject({
      id: `${epoch}:1`,
      event: 'entry',
      type: 'message',
      note: 'user',
      text: 'hello',
      ref: 'm1',
    });
    await store.events.append([aRequestEvent('exec', 'a1')]);
    expect(await stream.next()).toMatchObject({ cursor: 2, type: 'exec_approval_requested', text: 'ls' });
    await stream.leave();
  });

  it('goes on after what the browser has seen, whether it says so in a header or in the address', async () => {
    await store.events.append(['a', 'b', 'c'].map((id) => aMessageEvent({ id })));
    const { epoch } = await store.events.extent();
    for (const stream of [await open(`${epoch}:2`), await open(undefined, `?after=${epoch}:2`)]) {
      expect(await stream.next()).toMatchObject({ cursor: 3 });
      await stream.leave();
    }
  });

  it('shows whoever runs the bridge also what is meant for one person', async () => {
    await store.events.append([aMessageEvent({ principal: 'bob' })]);
    const stream = await open();
    expect(await stream.next()).toMatchObject({ principal: 'bob' });
    await stream.leave();
  });

  it('says that the log is another one, and begins with its newest', async () => {
    await store.events.append([aMessageEvent()]);
    const stream = await open('other:77');
    expect(await stream.next()).toMatchObject({ event: 'lost', reason: 'other_log' });
    expect(await stream.next()).toMatchObject({ cursor: 1 });
    await stream.leave();
  });

  it('shows whoever was away for long the newest, and says so', async () => {
    await store.events.append(Array.from({ length: 1_100 }, () => aMessageEvent()));
    const { epoch } = await store.events.extent();
    const stream = await open(`${epoch}:1`);
    expect(await stream.next()).toMatchObject({ event: 'lost', reason: 'too_many' });
    expect(await stream.next()).toMatchObject({ cursor: 101 });
    await stream.leave();
  });

  it('lives visibly when nothing happens, and keeps nothing when its reader has left', async () => {
    const stream = await open();
    const read = stream.next();
    world.clock.advance(15_000);
    await expect.poll(() => stream.comments).toEqual(['here']);
    await store.events.append([aMessageEvent()]);
    await read;
    const waiting = world.clock.waiting();
    await stream.leave();
    await expect.poll(() => world.clock.waiting()).toBe(waiting - 1);
  });

  it('breaks where its reader does not read, so that nothing piles up', async () => {
    const before = world.clock.waiting();
    const response = await world.ask('GET', 'events');
    const message = { messageId: 'm', role: 'user' as const, text: 'x'.repeat(400), fromOwner: true };
    const many = Array.from({ length: 2_500 }, () => ({
      ...aMessageEvent(),
      type: 'message' as const,
      message,
    }));
    await store.events.append(many);
    // Its heartbeat has ended.
    await expect.poll(() => world.clock.waiting()).toBe(before);
    await expect(response.text()).rejects.toThrow('does not read');
  });
});
