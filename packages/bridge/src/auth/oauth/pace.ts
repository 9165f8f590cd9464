import type { Clock } from '../../domain/port/clock.ts';
import { networkOf } from '../network-of.ts';

/** Lets each network do something so often in a while, and all together so often. */
export interface Pace {
  /** Seconds to wait, or 0 when it may be done now; then it is counted. */
  take(address: string): number;
  /** Somebody has shown who he is there: what all together do no longer holds up its network. */
  spare(address: string): void;
}

export interface PaceOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly windowMs: number;
  readonly most: number;
  readonly mostOfAll: number;
}

/** Who comes back from more networks than this is held up with all others. */
const SPARED_NETWORKS = 100;

/** Kept in this process. Counts are forgotten with the window, and spared are so many at most: nothing grows. */
export function createPace({ clock, windowMs, most, mostOfAll }: PaceOptions): Pace {
  let counts = new Map<string, number>();
  const spared = new Set<string>();
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
      const isCrowded = all >= mostOfAll && !spared.has(network);
      if (count >= most || isCrowded) return Math.max(1, Math.ceil((began + windowMs - now) / 1_000));
      counts.set(network, count + 1);
      all++;
      return 0;
    },
    spare(address) {
      const network = networkOf(address);
      spared.delete(network);
      spared.add(network);
      for (const oldest of spared) {
        if (spared.size <= SPARED_NETWORKS) return;
        spared.delete(oldest);
      }
    },
  };
}
