import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRateCounter } from './rate-counter.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a rate', () => {
  it('lets everybody do so much in a minute, and says how long to wait', async () => {
    const counter = createRateCounter({ perMinute: 3, mostKeys: 10 });
    for (let i = 0; i < 3; i++) expect(await counter.take('a')).toBe(0);
    vi.advanceTimersByTime(20_000);
    expect(await counter.take('a')).toBe(40);
    expect(await counter.take('b')).toBe(0);
    vi.advanceTimersByTime(40_000);
    expect(await counter.take('a')).toBe(0);
  });

  it('counts some things as several', async () => {
    const counter = createRateCounter({ perMinute: 30, mostKeys: 10 });
    for (let i = 0; i < 3; i++) expect(await counter.take('a', 10)).toBe(0);
    expect(await counter.take('a')).toBe(60);
  });

  it('does not begin its minute anew with what is refused', async () => {
    const counter = createRateCounter({ perMinute: 1, mostKeys: 10 });
    await counter.take('a');
    for (let i = 0; i < 59; i++) {
      vi.advanceTimersByTime(1_000);
      expect(await counter.take('a')).toBe(59 - i);
    }
    vi.advanceTimersByTime(1_000);
    expect(await counter.take('a')).toBe(0);
  });

  it('forgets the oldest when there are too many, and keeps no timer for it', async () => {
    const counter = createRateCounter({ perMinute: 1, mostKeys: 100 });
    for (let i = 0; i < 10_000; i++) await counter.take(`address ${i}`);
    expect(counter.size()).toBe(100);
    expect(vi.getTimerCount()).toBe(100);
    expect(await counter.take('address 9999')).toBeGreaterThan(0);
    expect(await counter.take('address 0')).toBe(0);
  });
});
