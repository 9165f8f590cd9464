import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { coalesce } from './coalesce.ts';

describe('calls that are made as one', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('come at once after a rest, then once per interval, and the last is not forgotten', () => {
    const call = vi.fn();
    const coalesced = coalesce(call, 10);
    for (let i = 0; i < 5; i++) coalesced();
    expect(call).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10);
    expect(call).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(100);
    expect(call).toHaveBeenCalledTimes(2);
    coalesced();
    expect(call).toHaveBeenCalledTimes(3);
  });

  it('are made before the end when they are due, and never after it', () => {
    const call = vi.fn();
    const coalesced = coalesce(call, 10);
    coalesced();
    coalesced();
    coalesced.end();
    expect(call).toHaveBeenCalledTimes(2);
    coalesced();
    vi.advanceTimersByTime(100);
    expect(call).toHaveBeenCalledTimes(2);
  });
});
