import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neverBegan, type FailureCode, type FailureRecord } from './failure.ts';
import { MAX_ATTEMPTS, retryOf } from './retry.ts';
import { aTask } from './task.fixture.ts';

const failed = (code: FailureCode, retryable = false): FailureRecord => ({ code, message: code, retryable });
const MOMENT = { now: 1_000, retryAt: 3_000, chance: 0.5 };

describe('a task whose run failed', () => {
  it('waits for the gateway, as the same run, while it has time', () => {
    const away = failed('gateway_unreachable', true);
    const task = aTask({ giveUpAt: 1_001, attempt: 2 });
    expect(retryOf(task, away, MOMENT)).toEqual({ attempt: 2, notBefore: 3_000, failure: away });
    expect(retryOf({ ...task, giveUpAt: 1_000 }, away, MOMENT)).toBeUndefined();
  });

  it('waits as another run when the gateway refused this one, for that id is spent', () => {
    const refused = failed('gateway_refused', true);
    expect(retryOf(aTask({ giveUpAt: 9_000 }), refused, MOMENT)).toMatchObject({
      attempt: 2,
      notBefore: 3_000,
    });
  });

  it('is never run again on a guess', () => {
    for (const code of ['run_interrupted', 'gateway_failed', 'run_timeout', 'bad_answer'] as const)
      expect(retryOf(aTask({ giveUpAt: 9_000 }), failed(code, true), MOMENT)).toBeUndefined();
  });

  it('is run again, as another run, when that does no harm and may help', () => {
    const task = aTask({ mayRepeat: true });
    expect(retryOf(task, failed('run_interrupted'), MOMENT)).toMatchObject({ attempt: 2, notBefore: 2_000 });
    expect(retryOf(task, failed('gateway_failed', true), MOMENT)).toMatchObject({ attempt: 2 });
    expect(retryOf(task, failed('gateway_failed'), MOMENT)).toBeUndefined();
    expect(retryOf(task, failed('run_timeout', true), MOMENT)).toBeUndefined();
  });

  it('is not run again without end', () => {
    const task = aTask({ mayRepeat: true, attempt: MAX_ATTEMPTS });
    expect(retryOf(task, failed('run_interrupted'), MOMENT)).toBeUndefined();
  });

  it('is, whatever happened, never run twice unasked, never without end, and never before its time', () => {
    const codes: readonly FailureCode[] = [
      'gateway_unreachable',
      'gateway_refused',
      'gateway_failed',
      'run_interrupted',
      'run_timeout',
      'connection_lost',
      'internal',
    ];
    const anyTask = fc.record({
      giveUpAt: fc.nat({ max: 9_000 }),
      mayRepeat: fc.boolean(),
      attempt: fc.integer({ min: 1, max: MAX_ATTEMPTS + 1 }),
    });
    const anyFailure = fc.record({
      code: fc.constantFrom(...codes),
      message: fc.constant('x'),
      retryable: fc.boolean(),
    });
    const anyMoment = fc.nat({ max: 9_000 }).chain((now) =>
      fc.record({
        now: fc.constant(now),
        retryAt: fc.integer({ min: now, max: now + 60_000 }),
        chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(anyTask, anyFailure, anyMoment, (over, failure, moment) => {
        const task = aTask(over);
        const retry = retryOf(task, failure, moment);
        if (retry === undefined) return;
        expect(retry.failure).toBe(failure);
        expect(retry.notBefore).toBeGreaterThanOrEqual(moment.now);
        if (neverBegan(failure)) {
          expect(retry.attempt).toBe(task.attempt + (failure.code === 'gateway_refused' ? 1 : 0));
          expect(moment.now).toBeLessThan(task.giveUpAt);
        } else {
          expect(retry.attempt).toBe(task.attempt + 1);
          expect(retry.attempt).toBeLessThanOrEqual(MAX_ATTEMPTS);
          expect(task.mayRepeat).toBe(true);
        }
      }),
    );
  });
});
