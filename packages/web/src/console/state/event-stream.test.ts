import type { EventRow } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import { createEventStream, type Source } from './event-stream.ts';
import { createSteppedTimer } from './stepped-timer.fixture.ts';

/** A stream whose sources do what the test says. */
function createWorld() {
  const timer = createSteppedTimer();
  const opened: { readonly url: string; readonly say: Say; readyState: number; isClosed: boolean }[] = [];
  const stream = createEventStream({
    timer,
    open(url): Source {
      const listeners = new Map<string, (event: { data?: unknown; lastEventId?: string }) => void>();
      const say: Say = (type, data, lastEventId) =>
        listeners.get(type)?.({ data: JSON.stringify(data), ...(lastEventId && { lastEventId }) });
      const source = { url, say, readyState: 0, isClosed: false };
      opened.push(source);
      return {
        get readyState() {
          return source.readyState;
        },
        addEventListener: (type, listener) => void listeners.set(type, listener),
        close: () => void (source.isClosed = true),
      };
    },
  });
  const stop = stream.start();
  const last = () => opened.at(-1) ?? expect.fail('nothing was opened');
  const entry = (cursor: number, over: Partial<EventRow> = {}) =>
    last().say('entry', { cursor, type: 'message', instance: 'home', at: 1, ...over }, `log:${cursor}`);
  const cursors = () => stream.events.value.map(({ cursor }) => cursor);
  return { timer, stream, stop, opened, last, entry, cursors };
}
type Say = (type: 'open' | 'error' | 'entry' | 'lost', data?: unknown, lastEventId?: string) => void;

describe('the event stream', () => {
  it('shows the newest first, each once', () => {
    const { entry, cursors } = createWorld();
    for (const cursor of [1, 2, 2, 1, 3]) entry(cursor);
    expect(cursors()).toEqual([3, 2, 1]);
  });

  it('keeps a bounded number', () => {
    const { entry, cursors } = createWorld();
    for (let cursor = 1; cursor <= 600; cursor++) entry(cursor);
    expect([cursors().length, cursors()[0]]).toEqual([500, 600]);
  });

  it('holds back what comes while it is paused, and tells listeners of it all the same', () => {
    const { entry, cursors, stream } = createWorld();
    const heard: number[] = [];
    stream.onEvent(({ cursor }) => heard.push(cursor));
    entry(1);
    stream.pause();
    entry(2);
    entry(3);
    expect([cursors(), stream.held.value, heard]).toEqual([[1], 2, [1, 2, 3]]);
    stream.resume();
    expect([cursors(), stream.held.value]).toEqual([[3, 2, 1], 0]);
  });

  it('leaves coming back to the browser as long as that tries', () => {
    const { last, stream, timer, opened } = createWorld();
    last().say('open');
    expect(stream.state.value).toBe('open');
    last().say('error');
    timer.advance(60_000);
    expect([stream.state.value, opened.length]).toEqual(['broken', 1]);
  });

  it('begins anew where the browser gave up, after what it has seen', () => {
    const { last, entry, timer, opened } = createWorld();
    entry(7);
    last().readyState = 2;
    last().say('error');
    timer.advance(4_000);
    expect(opened.map(({ url }) => url)).toEqual(['/console/events', '/console/events?after=log%3A7']);
  });

  it('forgets the events of another log', () => {
    const { last, entry, cursors, stream } = createWorld();
    entry(70);
    last().say('lost', { reason: 'other_log' });
    entry(1);
    expect([cursors(), stream.lost.value]).toEqual([[1], 'other_log']);
  });

  it('passes over what it cannot read', () => {
    const { last, cursors } = createWorld();
    last().say('entry', { cursor: 'x' }, 'log:1');
    last().say('lost', {});
    expect(cursors()).toEqual([]);
  });

  it('ends for good', () => {
    const { last, stop, timer, opened } = createWorld();
    last().readyState = 2;
    last().say('error');
    stop();
    timer.advance(60_000);
    expect([opened.length, last().isClosed]).toEqual([1, true]);
  });
});
