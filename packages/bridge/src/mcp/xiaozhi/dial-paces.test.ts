import { expect, it } from 'vitest';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import { createDialPaces } from './dial-paces.ts';

it.each([
  ['cloud', 12],
  ['selfhosted', 25],
] as const)(
  'a host is dialled as often as it can bear, and 500 endpoints within a minute: %s',
  (kind, rate) => {
    const clock = createSteppedClock();
    const pace = createDialPaces(clock)[kind];
    let dials = 0;
    const leaves = Array.from({ length: 500 }, () => pace.enter('h', () => dials++));
    const second = () => {
      for (let step = 0; step < 100; step++) {
        clock.advance(10);
        for (const leave of leaves.slice(0, dials)) leave();
      }
    };
    second();
    expect(dials).toBe(1 + rate);
    for (let seconds = 1; seconds < 45; seconds++) second();
    expect(dials).toBe(500);
  },
);
