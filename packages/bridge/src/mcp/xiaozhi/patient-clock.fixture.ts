import { createSteppedClock, type SteppedClock } from '../../domain/port/stepped-clock.fixture.ts';

/** A clock that a test moves on once somebody waits, for what happens between real sockets. */
export interface PatientClock extends SteppedClock {
  /** Waits until somebody wants to be called after exactly so many milliseconds, then lets them pass. */
  pass(ms: number): Promise<void>;
}

export function createPatientClock(): PatientClock {
  const clock = createSteppedClock();
  const alarms = new Map<number, number>();
  const arrivals = new Map<number, () => void>();
  const count = (ms: number, by: number) => alarms.set(ms, (alarms.get(ms) ?? 0) + by);
  return {
    ...clock,
    after(ms, callback) {
      let isWaiting = true;
      const leave = () => {
        if (isWaiting) count(ms, -1);
        isWaiting = false;
      };
      const cancel = clock.after(ms, () => {
        leave();
        callback();
      });
      count(ms, 1);
      arrivals.get(ms)?.();
      return () => {
        leave();
        cancel();
      };
    },
    async pass(ms) {
      if ((alarms.get(ms) ?? 0) === 0) {
        await new Promise<void>((resolve) => arrivals.set(ms, resolve));
        arrivals.delete(ms);
      }
      clock.advance(ms);
    },
  };
}
