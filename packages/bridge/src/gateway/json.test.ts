import { describe, expect, it } from 'vitest';
import { array, defined, number, object, text } from './json.ts';

const ANYTHING = [undefined, null, '', 'text', 0, 5, Number.NaN, Infinity, true, [], ['a'], {}, { a: 1 }];

/** What each reader makes of anything a gateway may send. */
const all = (read: (value: unknown) => unknown) => ANYTHING.map(read);

describe('careful reading', () => {
  it('sees an object only where there is one', () => {
    expect(all(object)).toEqual([{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, { a: 1 }]);
  });

  it('sees a list only where there is one', () => {
    expect(all(array)).toEqual([[], [], [], [], [], [], [], [], [], [], ['a'], [], []]);
  });

  it('sees a text only where there is one with something in it', () => {
    expect(all(text).filter((one) => one !== undefined)).toEqual(['text']);
  });

  it('sees a number only where there is one to count with', () => {
    expect(all(number).filter((one) => one !== undefined)).toEqual([0, 5]);
  });

  it('leaves out what is not defined, and nothing else', () => {
    const some = defined({ a: 1, b: undefined, c: null, d: '', e: false });
    expect(some).toEqual({ a: 1, c: null, d: '', e: false });
    expect(some).not.toHaveProperty('b');
  });
});
