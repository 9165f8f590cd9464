import { expect, it } from 'vitest';
import { fold } from './fold.ts';

it.each([
  ['Hello', 'hELLO'],
  ['Привет', 'ПРИВЕТ'],
  ['ΟΔΟΣ', 'οδος'],
  ['Straße', 'STRASSE'],
  ['caf\u00e9', 'cafe\u0301'],
  ['你好', '你好'],
])('%s and %s are the same text', (one, other) => {
  expect(fold(one)).toBe(fold(other));
});

it('a text that no database takes is folded to one it takes', () => {
  expect(fold('a\0b\ud800')).toBe('A\ufffdB\ufffd');
});
