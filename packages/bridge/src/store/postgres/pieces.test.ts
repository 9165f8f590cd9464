import { expect, it } from 'vitest';
import { createAssembly, piecesOf } from './pieces.ts';

const heard = (pieces: readonly string[], me = 'me') => {
  const texts: string[] = [];
  const take = createAssembly(me, (text) => texts.push(text));
  for (const piece of pieces) take(piece);
  return texts;
};

it.each([1, 7_799, 7_800, 7_801, 100_000])('%i characters of every width come together again', (length) => {
  for (const character of ['a', 'é', '你', '👋']) {
    const text = character.repeat(length);
    const pieces = piecesOf(text, 'other');
    expect(Math.max(...pieces.map((piece) => Buffer.byteLength(piece)))).toBeLessThan(8_000);
    expect(heard(pieces)).toEqual([text]);
  }
});

it('what this process told is left out', () => {
  expect(heard(piecesOf('mine', 'me'))).toEqual([]);
});

it('a text that misses a piece is dropped, and the next one is not', () => {
  const [first = '', , third = ''] = piecesOf('x'.repeat(20_000), 'other');
  expect(heard([first, third, ...piecesOf('next', 'other')])).toEqual(['next']);
  expect(heard([third, ...piecesOf('next', 'other')])).toEqual(['next']);
});

it('what no process of ours told is left out', () => {
  expect(heard(['', 'x', 'x y z a', 'other 0 1 line one\nline two'])).toEqual(['line one\nline two']);
});
