import { ref, type Ref } from 'vue';
import type { Timer } from './timer.ts';

const TICK_MS = 1_000;

/** What time it is at the bridge: this machine's clock may be another. */
export interface ServerTime {
  /** Milliseconds since 1970; moves on every second. */
  readonly now: Ref<number>;
  /** The bridge said what time it is. */
  hear(now: number): void;
  start(): () => void;
}

export function createServerTime(timer: Timer): ServerTime {
  const now = ref(timer.now());
  let ahead = 0;
  let cancel = () => {};
  return {
    now,
    hear(said) {
      ahead = said - timer.now();
      now.value = said;
    },
    start() {
      tick();
      return () => cancel();
    },
  };

  function tick(): void {
    now.value = timer.now() + ahead;
    cancel = timer.after(TICK_MS, tick);
  }
}
