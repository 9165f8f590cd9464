import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wellFormed } from './well-formed.ts';

describe('wellFormed', () => {
  it.each([
    ['👋', '👋'],
    ['\ud83d', '\ufffd'],
    ['\udc4b', '\ufffd'],
    ['a\ud83d\ud83d\udc4b', 'a\ufffd👋'],
  ])('makes %j to %j', (text, mended) => {
    expect(wellFormed(text)).toBe(mended);
  });

  it('agrees with UTF-8, so that what is stored is what was said', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 })), (units) => {
        const text = String.fromCharCode(...units);
        expect(wellFormed(text)).toBe(Buffer.from(text, 'utf8').toString('utf8'));
      }),
    );
  });
});
