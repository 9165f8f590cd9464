import type { ChartStep } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import { createSayTime } from '../say-time.ts';
import { linePath } from './line-path.ts';
import { createScale } from './scale.ts';
import { stack } from './segments.ts';
import { failedShare, sumOf } from './sums.ts';

const aStep = (over: Partial<ChartStep> = {}): ChartStep => ({
  at: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  ...over,
});

describe('a scale', () => {
  it.each([
    [[], [0, 1]],
    [
      [0, 0],
      [0, 1],
    ],
    [[8], [0, 2, 4, 6, 8]],
    [
      [23, 4],
      [0, 10, 20, 30],
    ],
    [[0.3], [0, 0.1, 0.2, 0.3]],
  ])('above %j has the ticks %j', (values, ticks) => {
    const scale = createScale(values);
    expect(scale.ticks.map((tick) => Number(tick.toFixed(6)))).toEqual(ticks);
    expect(scale.max).toBeGreaterThanOrEqual(Math.max(0, ...values));
  });

  it('has no halves of what is counted', () => {
    expect(createScale([1], { whole: true }).ticks).toEqual([0, 1]);
    expect(createScale([3], { whole: true }).ticks).toEqual([0, 1, 2, 3]);
    expect(createScale([9], { whole: true }).ticks.every(Number.isInteger)).toBe(true);
  });

  it('says no two of its ticks alike where they are whole milliseconds', () => {
    const say = createSayTime('en');
    for (let most = 0.2; most < 1e8; most *= 1.3) {
      const ticks = createScale([most], { whole: true }).ticks.map((tick) => say.shortly(tick));
      expect(new Set(ticks).size, ticks.join()).toBe(ticks.length);
    }
  });

  it('reaches above any number with few ticks', () => {
    for (let most = 0.001; most < 1e9; most *= 1.7) {
      const { max, ticks } = createScale([most]);
      expect(max).toBeGreaterThanOrEqual(most * (1 - 1e-9));
      expect(ticks.length).toBeLessThanOrEqual(6);
    }
  });
});

describe('a stack', () => {
  it('stands on the ground, one part on the other, without those that are nothing', () => {
    const parts = stack({ a: 5, b: 0, c: 5 }, ['a', 'b', 'c'], { max: 20, height: 100 });
    expect(parts).toEqual([
      { key: 'a', y: 75, height: 25 },
      { key: 'c', y: 50, height: 25 },
    ]);
  });
});

describe('a line', () => {
  it('breaks where there is no point', () => {
    const path = linePath([{ x: 0, y: 1 }, { x: 1, y: 2.04 }, undefined, { x: 3, y: 4 }, undefined]);
    expect(path).toBe('M0 1L1 2M3 4');
  });
});

describe('sums', () => {
  it('add all steps', () => {
    const steps = [aStep({ completed: 2, failed: 1 }), aStep({ cancelled: 3 })];
    expect(sumOf(steps)).toEqual({ completed: 2, failed: 1, cancelled: 3, total: 6 });
  });

  it('take the share of failures of those that ended by themselves', () => {
    expect(failedShare(aStep({ completed: 3, failed: 1, cancelled: 9 }))).toBe(0.25);
    expect(failedShare(aStep({ cancelled: 9 }))).toBeUndefined();
  });
});
