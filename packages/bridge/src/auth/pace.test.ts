import { describe, expect, it } from 'vitest';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createPace, type PaceOptions } from './pace.ts';

const WINDOW_MS = 60_000;

function aPace(options: Partial<PaceOptions> & Pick<PaceOptions, 'most'>) {
  const clock = createSteppedClock();
  return { clock, pace: createPace({ clock, windowMs: WINDOW_MS, ...options }) };
}

describe('the pace', () => {
  it('lets each do something so often, then tells how long to wait, then begins anew', () => {
    const { clock, pace } = aPace({ most: 2 });
    expect([1, 2, 3].map(() => pace.take('a'))).toEqual([0, 0, 60]);
    clock.advance(45_000);
    expect(pace.take('a')).toBe(15);
    expect(pace.take('b')).toBe(0);
    clock.advance(15_000);
    expect(pace.take('a')).toBe(0);
  });

  it('counts the while of each from the first time', () => {
    const { clock, pace } = aPace({ most: 1 });
    clock.advance(45_000);
    pace.take('a');
    clock.advance(30_000);
    expect(pace.take('a')).toBe(30);
  });

  it('counts some things as several, also what is too much', () => {
    const { pace } = aPace({ most: 25 });
    expect([10, 10, 10, 1].map((points) => pace.take('a', points))).toEqual([0, 0, 60, 60]);
  });

  it('does not begin anew with what is refused', () => {
    const { clock, pace } = aPace({ most: 1 });
    pace.take('a');
    for (let i = 0; i < 59; i++) {
      clock.advance(1_000);
      expect(pace.take('a')).toBe(59 - i);
    }
    clock.advance(1_000);
    expect(pace.take('a')).toBe(0);
  });

  it('holds up everybody when all together do too much, and nobody longer than that', () => {
    const { clock, pace } = aPace({ most: 1, mostOfAll: 2 });
    expect(['a', 'b', 'c'].map((one) => pace.take(one))).toEqual([0, 0, 60]);
    clock.advance(WINDOW_MS);
    expect(pace.take('c')).toBe(0);
  });

  it('does not count for all what one is refused', () => {
    const { pace } = aPace({ most: 1, mostOfAll: 2 });
    expect(['a', 'a', 'a', 'b'].map((one) => pace.take(one))).toEqual([0, 60, 60, 0]);
  });

  it('forgets the oldest when there are too many', () => {
    const { pace } = aPace({ most: 1, mostKeys: 100 });
    for (let i = 0; i < 1_000; i++) pace.take(`address ${i}`);
    expect(pace.take('address 999')).toBe(60);
    expect(pace.take('address 900')).toBe(60);
    expect(pace.take('address 0')).toBe(0);
  });

  it('does not stop for long when the clock is set back', () => {
    const { clock, pace } = aPace({ most: 1, mostOfAll: 2 });
    pace.take('a');
    clock.jump(-WINDOW_MS * 1_000);
    expect(pace.take('a')).toBe(0);
  });

  it('holds up nobody for what all do who has shown who he is, as long as he does not do too much himself', () => {
    const { pace } = aPace({ most: 2, mostOfAll: 1 });
    pace.spare('known');
    expect(['a', 'b'].map((one) => pace.take(one))).toEqual([0, 60]);
    expect([1, 2, 3].map(() => pace.take('known'))).toEqual([0, 0, 60]);
  });

  it('spares the hundred that were there last', () => {
    const { pace } = aPace({ most: 2, mostOfAll: 1 });
    pace.take('a');
    for (const one of ['early', 'late', 'early']) pace.spare(one);
    for (let last = 0; last < 99; last++) pace.spare(`other ${last}`);
    expect(['early', 'late'].map((one) => pace.take(one))).toEqual([0, 60]);
  });
});
