import { expect, it } from 'vitest';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createBackground } from './background.ts';
import { retainThreads } from './retain-threads.ts';

it('forgets old threads now and every hour, and says how many', async () => {
  const [clock, log] = [createSteppedClock(), createRecordingLog()];
  const asked: number[] = [];
  const threads = { prune: async (before: number) => asked.push(before) - 1 };
  const stop = retainThreads({ threads, clock, background: createBackground(log), log, keepMs: 1_000 });
  clock.advance(60 * 60 * 1000);
  stop();
  clock.advance(60 * 60 * 1000);
  await expect.poll(() => log.lines).toHaveLength(1);
  expect(asked).toEqual([999_000, 999_000 + 60 * 60 * 1000]);
  expect(log.lines[0]).toMatchObject({ fields: { deleted: 1 }, message: 'forgot old threads' });
});
