import { expect, it } from 'vitest';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { startLiveLine } from './live-line.ts';

it('draws its line again and again, cut to the width of the terminal, and leaves nothing behind', () => {
  const clock = createSteppedClock();
  const written: string[] = [];
  let text = 'waiting';
  const line = startLiveLine({
    clock,
    write: (piece) => written.push(piece),
    columns: () => 20,
    text: () => text,
  });
  text = 'a text that is longer than the line';
  clock.advance(120);
  line.clear();
  clock.advance(1_000);
  expect(written).toEqual(['\r\u001b[2K⠋ waiting', '\r\u001b[2K⠙ a text that is lo', '\r\u001b[2K']);
  expect(clock.waiting()).toBe(0);
});
