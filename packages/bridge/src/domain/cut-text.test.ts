import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText } from './cut-text.ts';

describe('cutText', () => {
  it.each([
    ['hello', 5, 'hello'],
    ['hello', 4, 'hell'],
    ['hello', 0, ''],
    ['a👋b', 2, 'a'],
    ['a👋b', 3, 'a👋'],
    ['', 3, ''],
  ])('cuts %j to %i characters: %j', (text, max, cut) => {
    expect(cutText(text, max)).toBe(cut);
  });

  it('gives a beginning of the text, never too long and never with half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, max) => {
        const cut = cutText(text, max);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
