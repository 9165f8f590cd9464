import { delayBefore } from './backoff.ts';
import { neverBegan, type FailureRecord } from './failure.ts';
import type { Task } from './task.ts';

/** Work that fails this many times will fail once more. Refused runs count: they have an id of their own too. */
export const MAX_ATTEMPTS = 10;

const PAUSE = { initialMs: 2_000, factor: 3, maxMs: 5 * 60 * 1000 };

/** A run that is to be begun again. */
export interface Retry {
  readonly attempt: number;
  readonly notBefore: number;
  /** Why it did not succeed. */
  readonly failure: FailureRecord;
}

export interface Moment {
  readonly now: number;
  /** When the gateway is asked again. */
  readonly retryAt: number;
  /** 0 ≤ chance < 1 */
  readonly chance: number;
}

/**
 * Whether a task whose run failed is tried again. A run that the gateway never began is begun when the gateway is back,
 * as long as the task can wait. One that began is only repeated when the task allows it, as a run of its own.
 */
export function retryOf(task: Task, failure: FailureRecord, moment: Moment): Retry | undefined {
  const { now, retryAt, chance } = moment;
  if (neverBegan(failure)) {
    // A gateway that refused a run remembers its id, and refuses it for ever.
    const attempt = failure.code === 'gateway_refused' ? task.attempt + 1 : task.attempt;
    return now < task.giveUpAt ? { attempt, notBefore: retryAt, failure } : undefined;
  }
  if (!task.mayRepeat || !isPassing(failure) || task.attempt >= MAX_ATTEMPTS) return undefined;
  const notBefore = now + delayBefore(task.attempt - 1, PAUSE, chance);
  return { attempt: task.attempt + 1, notBefore, failure };
}

/** A run that used up its time would use it up again. */
function isPassing({ code, retryable }: FailureRecord): boolean {
  return code === 'run_interrupted' || (retryable && code !== 'run_timeout');
}
