/** How to space attempts. All in milliseconds. */
export interface Backoff {
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/**
 * Full jitter: a random part of an exponentially growing window, so that many clients of one broken gateway do
 * not return all at once.
 * @param attempt 0 for the first retry
 * @param chance 0 ≤ chance < 1
 */
export function delayBefore(attempt: number, backoff: Backoff, chance: number): number {
  const window = Math.min(backoff.maxMs, backoff.initialMs * backoff.factor ** attempt);
  return Math.round(window * chance);
}
