import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createBackground } from './background.ts';
import { retainEvents } from './retain-events.ts';
import { said } from './said.fixture.ts';
import { watched } from './watched-background.fixture.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let temp: TempStore;

beforeEach(() => {
  temp = createTempStore();
});
afterEach(() => temp.discard());

function retaining(over: { keepMs?: number; keepCount?: number; startsAt?: number }) {
  const { startsAt = Date.now(), ...keep } = over;
  const { events: log } = temp.open();
  const clock = createSteppedClock(startsAt);
  const diary = createRecordingLog();
  const { background, quiet } = watched(createBackground(diary));
  const begin = () =>
    retainEvents({ log, clock, background, diary, keepMs: DAY_MS, keepCount: 1_000_000, ...keep });
  const left = async () => {
    await quiet();
    const { oldest, newest } = await log.extent();
    return newest - oldest + 1;
  };
  const say = (count: number) => log.append(Array.from({ length: count }, (_, i) => said(`m${i}`)));
  return { clock, begin, left, say };
}

it('deletes events beyond their number, in as many batches as it takes, now and every hour', async () => {
  const { begin, left, say, clock } = retaining({ keepCount: 100 });
  await say(2_500);
  const stop = begin();
  expect(await left()).toBe(100);
  await say(50);
  expect(await left()).toBe(150);
  clock.advance(60 * 60 * 1000);
  expect(await left()).toBe(100);
  stop();
  await say(50);
  clock.advance(60 * 60 * 1000);
  expect(await left()).toBe(150);
});

it('deletes events that are too old, and no others', async () => {
  // The store stamps events with its own clock.
  const young = retaining({});
  await young.say(3);
  young.begin();
  expect(await young.left()).toBe(3);
  const late = retaining({ startsAt: Date.now() + 2 * DAY_MS });
  late.begin();
  expect(await late.left()).toBe(0);
});
