import { expect, it } from 'vitest';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import { createPace } from './pace.ts';

function start() {
  const clock = createSteppedClock();
  const pace = createPace({ clock, gapMs: 40, atOnce: 2 });
  const begun: string[] = [];
  const enter = (name: string, host = 'h') => pace.enter(host, () => begun.push(name));
  return { clock, begun, enter };
}

it('the first begins at once, the next after a gap', () => {
  const { clock, begun, enter } = start();
  enter('a');
  enter('b');
  expect(begun).toEqual(['a']);
  clock.advance(40);
  expect(begun).toEqual(['a', 'b']);
});

it('so many are under way, and the next begins when one is done', () => {
  const { clock, begun, enter } = start();
  const leave = enter('a');
  enter('b');
  enter('c');
  clock.advance(1_000);
  expect(begun).toEqual(['a', 'b']);
  leave();
  leave();
  expect(begun).toEqual(['a', 'b', 'c']);
  enter('d');
  clock.advance(1_000);
  expect(begun).toHaveLength(3);
});

it('whoever gives up his place is passed over', () => {
  const { clock, begun, enter } = start();
  enter('a');
  const leave = enter('b');
  enter('c');
  leave();
  clock.advance(40);
  expect(begun).toEqual(['a', 'c']);
});

it('one host does not wait for another', () => {
  const { begun, enter } = start();
  enter('a', 'one');
  enter('b', 'other');
  expect(begun).toEqual(['a', 'b']);
});
