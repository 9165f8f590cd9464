import type { LineClock } from '@clawbridge/wire';

/** The time of this machine. */
export const clock: LineClock = {
  now: () => Date.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
