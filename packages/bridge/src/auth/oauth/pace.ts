import type { Clock } from '../../domain/port/clock.ts';
import { networkOf } from '../network-of.ts';

/** Lets each network do something so often in a while, and all together so often. */
export interface Pace {
  /** Seconds to wait, or 0 when it may be done now; then it is counted. */
  take(address: string): number;
}

export interface PaceOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly windowMs: number;
  readonly most: number;
  readonly mostOfAll: number;
}

/** Kept in this process. What is forgotten with the window is all that is known: nothing grows. */
export function createPace({ clock, windowMs, most, mostOfAll }: PaceOptions): Pace {
  let counts = new Map<string, number>();
  let all = 0;
  let began = clock.now();
  return {
    take(address) {
      const now = clock.now();
      const elapsed = now - began;
      if (elapsed >= windowMs || elapsed < 0) {
        counts = new Map();
        all = 0;
        began = now;
      }
      const network = networkOf(address);
      const count = counts.get(network) ?? 0;
      if (count >= most || all >= mostOfAll) return Math.max(1, Math.ceil((began + windowMs - now) / 1_000));
      counts.set(network, count + 1);
      all++;
      return 0;
    },
  };
}
