import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchForSilence } from './silence.ts';

describe('a watch for silence', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tells once that the other end missed more than two ticks', () => {
    const onSilence = vi.fn<() => void>();
    watchForSilence(1_000, onSilence);
    vi.advanceTimersByTime(2_999);
    expect(onSilence).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(onSilence).toHaveBeenCalledTimes(1);
  });

  it('says nothing while something is heard, nor after it was stopped', () => {
    const onSilence = vi.fn<() => void>();
    const silence = watchForSilence(1_000, onSilence);
    for (let tick = 0; tick < 10; tick++) {
      vi.advanceTimersByTime(2_000);
      silence.heard();
    }
    silence.stop();
    vi.advanceTimersByTime(10_000);
    expect(onSilence).not.toHaveBeenCalled();
  });
});
