import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeOrderedId } from './time-ordered-id.ts';

const uuid = fc.uuid({ version: 4 });
const time = fc.nat({ max: 2 ** 47 });

describe('a time-ordered id', () => {
  it('is a UUID of version 7, as in the example of RFC 9562', () => {
    const chance = '00000000-0000-4cc3-98c4-dc0c0c07398f';
    expect(timeOrderedId(0x017f22e279b0, chance)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('always has its shape', () => {
    fc.assert(
      fc.property(time, uuid, (now, chance) => {
        expect(timeOrderedId(now, chance)).toMatch(
          /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
        );
      }),
    );
  });

  it('sorts by time, whatever chance says', () => {
    fc.assert(
      fc.property(time, uuid, uuid, (now, a, b) => {
        expect(timeOrderedId(now, a) < timeOrderedId(now + 1, b)).toBe(true);
      }),
    );
  });

  it('keeps the chance', () => {
    const [a, b] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
    expect(timeOrderedId(1, a)).not.toBe(timeOrderedId(1, b));
  });
});
