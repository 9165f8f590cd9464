import type { Clock } from './clock.ts';

/** A Clock that stands still until a test moves it. */
export interface SteppedClock extends Clock {
  /** Moves on by `ms` and runs what falls due on the way, in order. */
  advance(ms: number): void;
  /** Somebody sets the clock: the time changes, what waits is due as long from now as before. */
  jump(ms: number): void;
  /** How many callbacks wait. */
  waiting(): number;
}

interface Alarm {
  at: number;
  readonly ring: () => void;
}

export function createSteppedClock(start = 1_000_000): SteppedClock {
  const alarms = new Set<Alarm>();
  let now = start;
  const nextBefore = (end: number) =>
    [...alarms].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    after(ms, callback) {
      const alarm = { at: now + ms, ring: callback };
      alarms.add(alarm);
      return () => {
        alarms.delete(alarm);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (let next = nextBefore(end); next; next = nextBefore(end)) {
        alarms.delete(next);
        now = next.at;
        next.ring();
      }
      now = end;
    },
    jump(ms) {
      now += ms;
      for (const alarm of alarms) alarm.at += ms;
    },
    waiting: () => alarms.size,
  };
}
