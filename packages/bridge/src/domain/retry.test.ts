import { describe, expect, it } from 'vitest';
import type { FailureCode, FailureRecord } from './failure.ts';
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
});
