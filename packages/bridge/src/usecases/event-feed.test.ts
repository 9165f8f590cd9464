import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createBackground } from './background.ts';
import { createEventFeed } from './event-feed.ts';
import { said } from './said.fixture.ts';

let temp: TempStore;
let log: EventLog;

beforeEach(() => {
  temp = createTempStore();
  log = temp.open().events;
});
afterEach(() => temp.discard());

function createWorld() {
  const clock = createSteppedClock();
  const feed = createEventFeed({ log, clock, background: createBackground(createRecordingLog()) });
  const heard: string[] = [];
  const listener = (event: { readonly cursor: number }) => heard.push(String(event.cursor));
  return { clock, feed, heard, listener };
}

describe('the feed', () => {
  it('tells every follower what comes, once and in order, and nothing from before', async () => {
    const { feed, heard, listener } = createWorld();
    await log.append([said('before')]);
    await feed.follow(listener);
    await feed.follow(() => heard.push('other'));
    await log.append([said('a'), said('b')]);
    await log.append([said('c')]);
    await expect.poll(() => heard).toEqual(['2', 'other', '3', 'other', '4', 'other']);
  });

  it('tells long bursts whole', async () => {
    const { feed, heard, listener } = createWorld();
    await feed.follow(listener);
    await log.append(Array.from({ length: 950 }, () => said('x')));
    await expect.poll(() => heard.length).toBe(950);
  });

  it('tells nobody who has left, and watches the log no more', async () => {
    const { feed, heard, listener } = createWorld();
    const unwatch = vi.fn<() => void>();
    vi.spyOn(log, 'watch').mockReturnValue(unwatch);
    const stop = await feed.follow(listener);
    stop();
    expect(unwatch).toHaveBeenCalledOnce();
    await log.append([said('a')]);
    expect(heard).toEqual([]);
  });

  it('tells the others although one listener throws', async () => {
    const { feed, heard, listener } = createWorld();
    await feed.follow(() => {
      throw new Error('no');
    });
    await feed.follow(listener);
    await log.append([said('a'), said('b')]);
    await expect.poll(() => heard).toEqual(['1', '2']);
  });

  it('hears on although its last listener left while it read, and tells the next one nothing old', async () => {
    const { feed, heard, listener } = createWorld();
    const stop = await feed.follow(() => {});
    const read = log.read.bind(log);
    let goOn = () => {};
    vi.spyOn(log, 'read').mockImplementationOnce(async (query) => {
      await new Promise<void>((resolve) => (goOn = resolve));
      return await read(query);
    });
    await log.append([said('old')]);
    await vi.waitUntil(() => vi.mocked(log.read).mock.calls.length === 1, { timeout: 10_000 });
    stop();
    await feed.follow(listener);
    goOn();
    await log.append([said('new')]);
    await expect.poll(() => heard).toEqual(['2']);
  });

  it('follows anew from where the log is then', async () => {
    const { feed, heard, listener } = createWorld();
    (await feed.follow(listener))();
    await log.append([said('missed')]);
    await feed.follow(listener);
    await log.append([said('heard')]);
    await expect.poll(() => heard).toEqual(['2']);
  });

  it('reads again what could not be read, though nothing else is written', async () => {
    const { feed, heard, listener, clock } = createWorld();
    await feed.follow(listener);
    vi.spyOn(log, 'read').mockRejectedValueOnce(
      new Failure('store_unavailable', 'Busy.', { retryable: true }),
    );
    await log.append([said('a')]);
    await vi.waitUntil(() => clock.waiting() === 1, { timeout: 10_000 });
    clock.advance(1_000);
    await expect.poll(() => heard).toEqual(['1']);
  });

  it('refuses a follower when the log cannot be looked at, and takes the next one', async () => {
    const { feed, heard, listener } = createWorld();
    vi.spyOn(log, 'extent').mockRejectedValueOnce(new Failure('store_unavailable', 'Gone.'));
    await expect(feed.follow(listener)).rejects.toMatchObject({ code: 'store_unavailable' });
    await feed.follow(listener);
    await log.append([said('a')]);
    await expect.poll(() => heard).toEqual(['1']);
  });
});
