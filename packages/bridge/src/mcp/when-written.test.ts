import { describe, expect, it } from 'vitest';
import { createStop } from '../domain/stop.ts';
import { createWhenWritten } from './when-written.ts';

describe('an answer', () => {
  it('counts as written when its tool has returned, where the door cannot tell', () => {
    const seen: string[] = [];
    const { whenWritten, returned } = createWhenWritten({}, 0, createStop().signal);
    whenWritten(() => seen.push('written'));
    expect(seen).toEqual([]);
    returned();
    expect(seen).toEqual(['written']);
  });

  it('is never written for a caller who is gone', () => {
    const seen: string[] = [];
    const { signal, stop } = createStop();
    const { whenWritten, returned } = createWhenWritten({}, 1, signal);
    whenWritten(() => seen.push('written'));
    stop();
    returned();
    expect(seen).toEqual([]);
  });

  it('is written when the door says so, where it can tell', () => {
    const acts: [string | number, () => void][] = [];
    const seen: string[] = [];
    const written = (id: string | number, act: () => void) => void acts.push([id, act]);
    const { whenWritten, returned } = createWhenWritten({ written }, 0, createStop().signal);
    whenWritten(() => seen.push('written'));
    returned();
    expect(seen).toEqual([]);
    for (const [id, act] of acts) {
      expect(id).toBe(0);
      act();
    }
    expect(seen).toEqual(['written']);
  });
});
