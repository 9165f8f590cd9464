import { delayBefore } from '../../domain/backoff.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { Loss } from './loss.ts';

/** Connected for so long, most of what went wrong before counts no more. */
const STABLE_MS = 60_000;

export interface PatienceDeps {
  readonly clock: Pick<Clock, 'after'>;
  /** 0 ≤ chance < 1 */
  readonly chance: () => number;
}

/** How long to wait after each loss, as long as the ones before it count. */
export interface Patience {
  /** How many losses count. */
  attempts(): number;
  /** Milliseconds until the next attempt. */
  after(loss: Loss): number;
  /** Connected: from now on what was lost is forgiven. The returned function says that it lasts no longer. */
  connected(): () => void;
}

export function createPatience({ clock, chance }: PatienceDeps): Patience {
  /** By what it takes to forgive them: what is forgiven at once is counted together. */
  const losses = new Map<number, number>();
  return {
    attempts: () => [...losses.values()].reduce((sum, count) => sum + count, 0),
    after({ forgivenAfterMs = STABLE_MS, minMs = 0, backoff }) {
      const before = losses.get(forgivenAfterMs) ?? 0;
      losses.set(forgivenAfterMs, before + 1);
      return minMs + delayBefore(before, backoff, chance());
    },
    connected() {
      const cancels = [...losses.keys()].map((ms) => clock.after(ms, () => losses.delete(ms)));
      return () => {
        for (const cancel of cancels) cancel();
      };
    },
  };
}
