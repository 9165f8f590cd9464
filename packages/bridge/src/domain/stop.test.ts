import { describe, expect, it } from 'vitest';
import { createStop } from './stop.ts';

describe('createStop', () => {
  it('tells everybody who listens, once', () => {
    const { signal, stop } = createStop();
    const heard: string[] = [];
    signal.addEventListener('abort', () => heard.push('a'));
    signal.addEventListener('abort', () => heard.push('b'));
    expect(signal.aborted).toBe(false);
    stop();
    stop();
    expect(heard).toEqual(['a', 'b']);
    expect(signal.aborted).toBe(true);
  });

  it('does not tell who stopped listening', () => {
    const { signal, stop } = createStop();
    const heard: string[] = [];
    const listener = () => heard.push('a');
    signal.addEventListener('abort', listener);
    signal.removeEventListener('abort', listener);
    stop();
    expect(heard).toEqual([]);
  });

  it('is already aborted when a listener looks at it', () => {
    const { signal, stop } = createStop();
    let seen = false;
    signal.addEventListener('abort', () => (seen = signal.aborted));
    stop();
    expect(seen).toBe(true);
  });

  it('behaves like the platform for a late listener: nothing happens', () => {
    const { signal, stop } = createStop();
    stop();
    let heard = false;
    signal.addEventListener('abort', () => (heard = true));
    stop();
    expect(heard).toBe(false);
  });
});
