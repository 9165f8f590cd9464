import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayBefore } from './backoff.ts';

const BACKOFF = { initialMs: 100, factor: 2, maxMs: 5_000 };

const anyBackoff = fc.record({
  initialMs: fc.integer({ min: 1, max: 10_000 }),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  maxMs: fc.integer({ min: 1, max: 100_000 }),
});
const anyAttempt = fc.nat({ max: 5_000 });
const anyChance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('delayBefore', () => {
  it('doubles its window with every attempt, up to the limit', () => {
    const half = [0, 1, 2, 5, 6, 50].map((attempt) => delayBefore(attempt, BACKOFF, 0.5));
    expect(half).toEqual([50, 100, 200, 1_600, 2_500, 2_500]);
  });

  it('may come back at once, so that clients spread over the whole window', () => {
    expect(delayBefore(3, BACKOFF, 0)).toBe(0);
  });

  it('is never negative and never beyond the limit, however many attempts', () => {
    fc.assert(
      fc.property(anyAttempt, anyBackoff, anyChance, (attempt, backoff, chance) => {
        const delay = delayBefore(attempt, backoff, chance);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(backoff.maxMs);
      }),
    );
  });

  it('never shrinks with more attempts at the same chance', () => {
    fc.assert(
      fc.property(anyAttempt, anyBackoff, anyChance, (attempt, backoff, chance) => {
        expect(delayBefore(attempt + 1, backoff, chance)).toBeGreaterThanOrEqual(
          delayBefore(attempt, backoff, chance),
        );
      }),
    );
  });
});
