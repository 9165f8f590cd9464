import { expect, it } from 'vitest';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createAllowance } from './allowance.ts';

it('lets a person send sixty messages in a minute, then one a second, whatever others send', () => {
  const clock = createSteppedClock();
  const { maySend, maySpeak } = createAllowance(clock);
  const sent = (count: number) => Array.from({ length: count }, () => maySend('bob')).filter(Boolean).length;
  expect(sent(100)).toBe(60);
  expect(maySend('ann')).toBe(true);
  expect(maySpeak('bob')).toBe(true);
  clock.advance(2_000);
  expect(sent(10)).toBe(2);
  clock.advance(10 * 60_000);
  expect(sent(100)).toBe(60);
});

it('gives nothing when the clock is set back', () => {
  const clock = createSteppedClock();
  const { maySend } = createAllowance(clock);
  while (maySend('bob'));
  clock.jump(-60_000);
  expect(maySend('bob')).toBe(false);
});

it('lets a person write so much a day, whatever others write', () => {
  const clock = createSteppedClock();
  const { mayWrite } = createAllowance(clock);
  const written = (count: number) =>
    Array.from({ length: count }, () => mayWrite('bob', 100_000)).filter(Boolean).length;
  expect(written(100)).toBe(50);
  expect(mayWrite('ann', 100_000)).toBe(true);
  clock.advance(12 * 60 * 60_000);
  expect(written(100)).toBe(25);
});

it('leaves what remains of the day to what is shorter', () => {
  const { mayWrite } = createAllowance(createSteppedClock());
  expect(mayWrite('bob', 4_999_990)).toBe(true);
  expect(mayWrite('bob', 100)).toBe(false);
  expect(mayWrite('bob', 10)).toBe(true);
});
