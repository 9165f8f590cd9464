import { expect, it } from 'vitest';
import { shownWord } from './shown-word.ts';

it('is a word as it was typed, unless it may be an address or a token', () => {
  expect(shownWord('kitchn')).toBe('kitchn');
  expect(shownWord('客厅')).toBe('客厅');
  for (const secret of ['wss://a/', '?token=a', 'eyJhbGciOiJFUzI1NiJ9.eyJ1c2VySWQiOjF9'])
    expect(shownWord(secret)).toBe('…');
});
