import { describe, expect, it } from 'vitest';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import { createPace } from './pace.ts';

const WINDOW_MS = 60_000;

describe('the pace', () => {
  it('lets a network do something so often, then tells how long to wait, then begins anew', () => {
    const clock = createSteppedClock();
    const pace = createPace({ clock, windowMs: WINDOW_MS, most: 2, mostOfAll: 100 });
    expect([1, 2, 3].map(() => pace.take('203.0.113.1'))).toEqual([0, 0, 60]);
    expect(pace.take('203.0.113.2')).toBe(0);
    clock.advance(45_000);
    expect(pace.take('203.0.113.1')).toBe(15);
    clock.advance(15_000);
    expect(pace.take('203.0.113.1')).toBe(0);
  });

  it('takes all addresses of one IPv6 network for one', () => {
    const pace = createPace({ clock: createSteppedClock(), windowMs: WINDOW_MS, most: 1, mostOfAll: 100 });
    expect(pace.take('2001:db8:1:2::1')).toBe(0);
    expect(pace.take('2001:db8:1:2:ffff::2')).toBe(60);
  });

  it('holds up everybody when all together do too much', () => {
    const pace = createPace({ clock: createSteppedClock(), windowMs: WINDOW_MS, most: 1, mostOfAll: 2 });
    expect(['203.0.113.1', '203.0.113.2', '203.0.113.3'].map((one) => pace.take(one))).toEqual([0, 0, 60]);
  });

  it('holds up nobody for what all do who has shown who he is, as long as he does not do too much himself', () => {
    const pace = createPace({ clock: createSteppedClock(), windowMs: WINDOW_MS, most: 2, mostOfAll: 1 });
    pace.spare('2001:db8:1:2::1');
    expect(['203.0.113.1', '203.0.113.2'].map((one) => pace.take(one))).toEqual([0, 60]);
    expect([1, 2, 3].map(() => pace.take('2001:db8:1:2::2'))).toEqual([0, 0, 60]);
  });

  it('spares the hundred networks that were there last', () => {
    const pace = createPace({ clock: createSteppedClock(), windowMs: WINDOW_MS, most: 2, mostOfAll: 1 });
    pace.take('203.0.113.1');
    for (const one of ['198.51.100.1', '198.51.100.2', '198.51.100.1']) pace.spare(one);
    for (let last = 0; last < 99; last++) pace.spare(`192.0.2.${last}`);
    expect(['198.51.100.1', '198.51.100.2'].map((one) => pace.take(one))).toEqual([0, 60]);
  });

  it('does not stop for long when the clock is set back', () => {
    const clock = createSteppedClock();
    const pace = createPace({ clock, windowMs: WINDOW_MS, most: 1, mostOfAll: 2 });
    pace.take('203.0.113.1');
    clock.jump(-WINDOW_MS * 1_000);
    expect(pace.take('203.0.113.1')).toBe(0);
  });
});
