import type { Clock } from '../domain/port/clock.ts';
import type { TaskStore, TaskTally } from '../domain/port/task-store.ts';
import { requireScope, type Principal } from '../domain/principal.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A day by hours, or a month by days. */
export const COUNT_RANGES = ['day', 'month'] as const;
export type CountRange = (typeof COUNT_RANGES)[number];

const STEPS: Readonly<Record<CountRange, { readonly stepMs: number; readonly count: number }>> = {
  day: { stepMs: HOUR_MS, count: 24 },
  month: { stepMs: DAY_MS, count: 30 },
};

export interface CountRequest {
  readonly principal: Principal;
  readonly range: CountRange;
  /** By how many minutes whoever asks is ahead of UTC: his days begin at his midnight. */
  readonly offsetMinutes?: number | undefined;
}

export interface TaskCounts {
  readonly stepMs: number;
  /** Every step, oldest first; the last one is not over. */
  readonly steps: readonly TaskTally[];
}

/** How everybody's tasks ended, step by step, up to now. Errors: `not_allowed`. */
export type CountTasks = (request: CountRequest) => Promise<TaskCounts>;

export interface CountTasksDeps {
  readonly store: Pick<TaskStore, 'tally'>;
  readonly clock: Pick<Clock, 'now'>;
}

export function createCountTasks({ store, clock }: CountTasksDeps): CountTasks {
  return async function countTasks({ principal, range, offsetMinutes = 0 }) {
    requireScope(principal, 'admin');
    const { stepMs, count } = STEPS[range];
    const last = beginningOfStep(clock.now(), stepMs, offsetMinutes * MINUTE_MS);
    const since = last - (count - 1) * stepMs;
    const known = new Map(
      (await store.tally({ since, until: last + stepMs, stepMs })).map((tally) => [tally.at, tally]),
    );
    const beginnings = Array.from({ length: count }, (_, step) => since + step * stepMs);
    return { stepMs, steps: beginnings.map((at) => known.get(at) ?? emptyStep(at)) };
  };
}

function beginningOfStep(now: number, stepMs: number, offsetMs: number): number {
  return Math.floor((now + offsetMs) / stepMs) * stepMs - offsetMs;
}

function emptyStep(at: number): TaskTally {
  return { at, completed: 0, failed: 0, cancelled: 0 };
}
