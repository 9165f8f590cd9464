import type { Timer } from './timer.ts';

/** What was begun and waits for nothing outside has come to its end. */
export function settled(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 0));
}

/** A timer that stands still until a test moves it. */
export function createSteppedTimer(start = 1_000_000) {
  const alarms = new Set<{ readonly at: number; readonly ring: () => void }>();
  let now = start;
  const timer: Timer & { advance(ms: number): void; waiting(): number } = {
    now: () => now,
    after(ms, ring) {
      const alarm = { at: now + ms, ring };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    advance(ms) {
      now += ms;
      for (const alarm of [...alarms].filter(({ at }) => at <= now)) {
        alarms.delete(alarm);
        alarm.ring();
      }
    },
    waiting: () => alarms.size,
  };
  return timer;
}

/** Somebody who looks, until the test says otherwise. */
export function createSteppedOnlooker() {
  const listeners = new Set<() => void>();
  let isThere = true;
  return {
    isThere: () => isThere,
    onTurn(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    turn(to: boolean) {
      isThere = to;
      for (const listener of listeners) listener();
    },
  };
}
