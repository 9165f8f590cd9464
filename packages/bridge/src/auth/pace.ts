import type { Clock } from '../domain/port/clock.ts';

/** Lets each of many do something so often in a while, which begins with the first time, and all together so often. */
export interface Pace {
  /** Counts, as several if told so. Seconds to wait, or 0 when it may be done now. */
  take(key: string, points?: number): number;
  /** Somebody has shown who he is there: what all together do no longer holds it up. */
  spare(key: string): void;
}

export interface PaceOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly windowMs: number;
  readonly most: number;
  /** Any number unless told otherwise. */
  readonly mostOfAll?: number;
  /** Whoever invents keys makes it forget the oldest, and never grow. */
  readonly mostKeys?: number;
}

interface Window {
  readonly until: number;
  spent: number;
}

/** One is some 150 bytes. */
const MOST_KEYS = 20_000;

/** Who comes back from more places than this is held up with all others. */
const MOST_SPARED = 100;

/** Kept in this process: each process on one store counts for itself, and a start forgets. */
export function createPace(options: PaceOptions): Pace {
  const { clock, windowMs, most, mostOfAll = Number.POSITIVE_INFINITY, mostKeys = MOST_KEYS } = options;
  /** In the order in which they began. */
  const windows = new Map<string, Window>();
  const spared = new Set<string>();
  let all: Window = { until: clock.now() + windowMs, spent: 0 };

  return {
    take(key, points = 1) {
      const now = clock.now();
      if (!isOpen(all, now)) all = { until: now + windowMs, spent: 0 };
      if (all.spent + points > mostOfAll && !spared.has(key)) return secondsOf(all, now);
      const own = windowOf(key, now);
      own.spent += points;
      if (own.spent > most) return secondsOf(own, now);
      all.spent += points;
      return 0;
    },
    spare(key) {
      spared.delete(key);
      spared.add(key);
      for (const oldest of spared) {
        if (spared.size <= MOST_SPARED) return;
        spared.delete(oldest);
      }
    },
  };

  function windowOf(key: string, now: number): Window {
    const known = windows.get(key);
    if (known !== undefined && isOpen(known, now)) return known;
    const begun = { until: now + windowMs, spent: 0 };
    windows.delete(key);
    windows.set(key, begun);
    for (const [oldest, window] of windows) {
      if (windows.size <= mostKeys && isOpen(window, now)) break;
      windows.delete(oldest);
    }
    return begun;
  }

  /** One that ends later than it could is of a clock that was set back since: nobody waits for that. */
  function isOpen({ until }: Window, now: number): boolean {
    return now < until && until - now <= windowMs;
  }
}

function secondsOf({ until }: Window, now: number): number {
  return Math.max(1, Math.ceil((until - now) / 1_000));
}
