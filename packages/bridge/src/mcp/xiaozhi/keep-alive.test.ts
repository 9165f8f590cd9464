import { expect, it } from 'vitest';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import { createKeepAlive } from './keep-alive.ts';

function start() {
  const clock = createSteppedClock();
  const keepAlive = createKeepAlive(clock, 150_000);
  const seen: string[] = [];
  const watch = (name: string) =>
    keepAlive.watch({ ping: () => seen.push(`${name} ping`), onSilent: () => seen.push(`${name} silent`) });
  return { clock, seen, watch };
}

it('pings every 30 s, all wires on one timer', () => {
  const { clock, seen, watch } = start();
  watch('a');
  watch('b');
  expect(clock.waiting()).toBe(1);
  clock.advance(60_000);
  expect(seen).toEqual(['a ping', 'b ping', 'a ping', 'b ping']);
});

it('notices a wire on which nothing comes for 150 s, once', () => {
  const { clock, seen, watch } = start();
  watch('a');
  clock.advance(149_999);
  expect(seen).toEqual(['a ping', 'a ping', 'a ping', 'a ping']);
  clock.advance(1);
  expect(seen.at(-1)).toBe('a silent');
  clock.advance(600_000);
  expect(seen).toHaveLength(5);
});

it('is content with any sign of life', () => {
  const { clock, seen, watch } = start();
  const { alive } = watch('a');
  for (let minute = 0; minute < 10; minute++) {
    clock.advance(60_000);
    alive();
  }
  expect(seen).not.toContain('a silent');
});

it('does not take a clock that is set for silence', () => {
  const { clock, seen, watch } = start();
  watch('a');
  clock.jump(3_600_000);
  clock.advance(30_000);
  expect(seen).toEqual(['a ping']);
});

it('rests when there is nothing to watch', () => {
  const { clock, watch } = start();
  const watched = watch('a');
  clock.advance(30_000);
  watched.stop();
  expect(clock.waiting()).toBe(0);
});
