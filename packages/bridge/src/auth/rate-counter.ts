import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const MINUTE_S = 60;

/** Counts what each of many does in a minute, which begins with the first thing he does. */
export interface RateCounter {
  /** Counts, and says for how many seconds it is too much; 0 when it is not. */
  take(key: string, points?: number): Promise<number>;
  /** Of how many it knows. */
  size(): number;
}

export interface RateCounterOptions {
  readonly perMinute: number;
  /** Whoever invents keys makes it forget the oldest, and never grow. */
  readonly mostKeys: number;
}

/** Kept in this process: each process on one store counts for itself, and a start forgets. */
export function createRateCounter({ perMinute, mostKeys }: RateCounterOptions): RateCounter {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: MINUTE_S, keyPrefix: '' });
  const keys = new Set<string>();

  return {
    async take(key, points = 1) {
      await remember(key);
      try {
        await limiter.consume(key, points);
        return 0;
      } catch (thrown) {
        if (thrown instanceof RateLimiterRes) return Math.max(1, Math.ceil(thrown.msBeforeNext / 1_000));
        throw thrown;
      }
    },
    size: () => keys.size,
  };

  async function remember(key: string): Promise<void> {
    if (keys.has(key)) return;
    keys.add(key);
    for (const oldest of keys) {
      if (keys.size <= mostKeys) return;
      keys.delete(oldest);
      await limiter.delete(oldest);
    }
  }
}
