import type { Clock } from './domain/port/clock.ts';

/** What setTimeout can take; beyond it would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The time of this machine. Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS)).unref();
    return () => clearTimeout(timer);
  },
};
