import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createBackground } from '../usecases/background.ts';
import { createScriptedFeed } from '../usecases/event-feed.fixture.ts';
import { aDoor } from './door.fixture.ts';
import { createEventFollower } from './follow-events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('events that cannot be followed are logged once, until they can be again', async () => {
  const feed = createScriptedFeed();
  const log = createRecordingLog();
  const door = aDoor({ feed, listen() {} }, { background: createBackground(log) });
  const follower = createEventFollower(door, () => {});
  const said = () => log.lines.map(({ message }) => message);

  feed.fail(new Failure('store_unavailable', 'The disk is full.'));
  await expect(follower.start()).rejects.toThrow('The disk is full.');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said()).toEqual(['follow events failed: The disk is full.']);

  feed.fail(undefined);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(feed.followers()).toBe(1);
  follower.stop();

  feed.fail(new Failure('store_unavailable', 'The disk is full again.'));
  await expect(follower.start()).rejects.toThrow('again');
  expect(said()).toEqual([
    'follow events failed: The disk is full.',
    'follow events failed: The disk is full again.',
  ]);
  follower.stop();
  expect(vi.getTimerCount()).toBe(0);
});
