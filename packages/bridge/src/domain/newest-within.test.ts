import { expect, it } from 'vitest';
import { newestWithin } from './newest-within.ts';

it.each([
  [[], 10, []],
  [['aaa', 'bbb', 'ccc'], 15, ['aaa', 'bbb', 'ccc']],
  [['aaa', 'bbb', 'ccc'], 14, ['bbb', 'ccc']],
  [['aaa', 'bbb', 'ccc'], 1, ['ccc']],
  [['aaa', 'b'.repeat(20), 'c'], 10, ['c']],
])('of %j within %i characters are %j', (all, maxChars, kept) => {
  expect(newestWithin(all, maxChars)).toEqual(kept);
});
