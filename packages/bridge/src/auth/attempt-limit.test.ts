import { describe, expect, it } from 'vitest';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createAttemptLimit } from './attempt-limit.ts';

const HOME = '192.0.2.1';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function setUp() {
  const clock = createSteppedClock();
  const limit = createAttemptLimit({ clock });
  const wrong = (network: string, times: number) => {
    for (let i = 0; i < times; i++) limit.begun(network);
  };
  return { clock, limit, wrong };
}

describe('one network', () => {
  it('may be wrong four times without a pause', () => {
    const { limit, wrong } = setUp();
    wrong(HOME, 4);
    expect(limit.pauseMs(HOME)).toBe(0);
  });

  it('then waits twice as long each time, up to a quarter of an hour', () => {
    const { clock, limit, wrong } = setUp();
    wrong(HOME, 4);
    const pauses = Array.from({ length: 9 }, () => {
      wrong(HOME, 1);
      const pauseMs = limit.pauseMs(HOME);
      clock.advance(pauseMs);
      expect(limit.pauseMs(HOME)).toBe(0);
      return pauseMs / 1_000;
    });
    expect(pauses).toEqual([15, 30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('is told how long is left', () => {
    const { clock, limit, wrong } = setUp();
    wrong(HOME, 5);
    clock.advance(10_000);
    expect(limit.pauseMs(HOME)).toBe(5_000);
  });

  it('begins anew after the right password, and after an hour of quiet', () => {
    const { clock, limit, wrong } = setUp();
    wrong(HOME, 4);
    limit.begun(HOME);
    limit.succeeded(HOME);
    wrong(HOME, 4);
    expect(limit.pauseMs(HOME)).toBe(0);
    clock.advance(HOUR_MS);
    wrong(HOME, 4);
    expect(limit.pauseMs(HOME)).toBe(0);
    wrong(HOME, 1);
    expect(limit.pauseMs(HOME)).toBe(15_000);
  });

  it('is not held up by an attempt that came to nothing', () => {
    const { limit, wrong } = setUp();
    wrong(HOME, 5);
    limit.withdrawn(HOME);
    expect(limit.pauseMs(HOME)).toBe(0);
    wrong(HOME, 1);
    expect(limit.pauseMs(HOME)).toBe(15_000);
  });

  it('does not wait for hours because somebody set the clock back', () => {
    const { clock, limit, wrong } = setUp();
    wrong(HOME, 5);
    clock.jump(-24 * HOUR_MS);
    expect(limit.pauseMs(HOME)).toBe(0);
  });

  it('does not hold up another one', () => {
    const { limit, wrong } = setUp();
    wrong(HOME, 50);
    expect(limit.pauseMs('192.0.2.2')).toBe(0);
  });
});

describe('all networks together', () => {
  const strangers = (count: number) => Array.from({ length: count }, (_, i) => `198.51.100.${i}`);

  it('get a hundred attempts, and one more every 36 seconds', () => {
    const { clock, limit, wrong } = setUp();
    for (const stranger of strangers(99)) wrong(stranger, 1);
    expect(limit.pauseMs(HOME)).toBe(0);
    wrong('203.0.113.1', 1);
    expect(limit.pauseMs(HOME)).toBe(36_000);
    clock.advance(35_999);
    expect(limit.pauseMs(HOME)).toBe(1);
    clock.advance(1);
    expect(limit.pauseMs(HOME)).toBe(0);
    wrong('203.0.113.1', 1);
    expect(limit.pauseMs(HOME)).toBe(36_000);
    clock.advance(2 * HOUR_MS);
    for (const stranger of strangers(99)) wrong(stranger, 1);
    expect(limit.pauseMs(HOME)).toBe(0);
  });

  it('never hold up whoever signed in from his network before', () => {
    const { limit, wrong } = setUp();
    limit.begun(HOME);
    limit.succeeded(HOME);
    for (const stranger of strangers(200)) wrong(stranger, 1);
    expect(limit.pauseMs('203.0.113.1')).toBeGreaterThan(0);
    expect(limit.pauseMs(HOME)).toBe(0);
    wrong(HOME, 5);
    expect(limit.pauseMs(HOME)).toBe(15_000);
  });

  it('are not held up by right passwords, nor by attempts that came to nothing', () => {
    const { limit } = setUp();
    for (const stranger of strangers(200)) {
      limit.begun(stranger);
      if (stranger.endsWith('1')) limit.succeeded(stranger);
      else limit.withdrawn(stranger);
    }
    expect(limit.pauseMs(HOME)).toBe(0);
  });

  it('get nothing for a clock that was set back', () => {
    const { clock, limit, wrong } = setUp();
    for (const stranger of strangers(100)) wrong(stranger, 1);
    clock.jump(-HOUR_MS);
    expect(limit.pauseMs(HOME)).toBe(36_000);
  });

  it('are forgotten one by one when there are too many to remember', () => {
    const { limit, wrong } = setUp();
    wrong(HOME, 6);
    for (let i = 0; i < 10_000; i++) {
      limit.begun(`10.${i}`);
      limit.withdrawn(`10.${i}`);
    }
    expect(limit.pauseMs(HOME)).toBe(0);
  });
});
