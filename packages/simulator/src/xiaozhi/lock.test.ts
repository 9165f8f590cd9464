import { describe, expect, it } from 'vitest';
import { Lock } from './lock.ts';

describe('Lock', () => {
  it('makes everybody wait for whoever holds it, in the order they came', () => {
    const lock = new Lock();
    const done: string[] = [];
    let release = () => {};
    lock.pass(() => done.push('first'));
    lock.hold((free) => (release = free));
    lock.pass(() => done.push('second'));
    lock.pass(() => done.push('third'));
    expect(done).toEqual(['first']);
    release();
    expect(done).toEqual(['first', 'second', 'third']);
  });

  it('lets who holds it ask for it again, later', () => {
    const lock = new Lock();
    const done: string[] = [];
    lock.pass(() => {
      lock.pass(() => done.push('inner'));
      done.push('outer');
    });
    expect(done).toEqual(['outer', 'inner']);
  });

  it('serves a long queue', () => {
    const lock = new Lock();
    let [release, passed] = [() => {}, 0];
    lock.hold((free) => (release = free));
    for (let i = 0; i < 100_000; i += 1) lock.pass(() => (passed += 1));
    release();
    expect(passed).toBe(100_000);
  });
});
