import { createSteppedClock, type SteppedClock } from '../../domain/port/stepped-clock.fixture.ts';

/** A clock that a test moves on once somebody waits, for what happens between real sockets. */
export interface PatientClock extends SteppedClock {
  /** Resolves when somebody wants to be called after exactly so many milliseconds. */
  wanted(ms: number): Promise<void>;
  /** Lets so many milliseconds pass, once somebody waits for them. */
  pass(ms: number): Promise<void>;
}

export function createPatientClock(): PatientClock {
  const clock = createSteppedClock();
  const alarms = new Map<number, number>();
  const arrivals = new Map<number, () => void>();
  async function wanted(ms: number): Promise<void> {
    if ((alarms.get(ms) ?? 0) > 0) return;
    await new Promise<void>((resolve) => arrivals.set(ms, resolve));
    arrivals.delete(ms);
  }
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
    wanted,
    async pass(ms) {
      await wanted(ms);
      clock.advance(ms);
    },
  };
}
