import type { LineClock } from './line.ts';

/** A clock that stands still until a test moves it. */
export interface SteppedClock extends LineClock {
  advance(ms: number): void;
  /** How many callbacks wait. */
  waiting(): number;
}

export function createSteppedClock(): SteppedClock {
  const alarms = new Set<{ readonly at: number; readonly ring: () => void }>();
  let now = 1_000_000;
  const nextBefore = (end: number) =>
    [...alarms].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    after(ms, ring) {
      const alarm = { at: now + ms, ring };
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
    waiting: () => alarms.size,
  };
}
