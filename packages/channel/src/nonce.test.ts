import { expect, it } from 'vitest';
import { nonceOf } from './nonce.ts';

it('is the same at every attempt, and another one for every part', () => {
  expect(nonceOf('q1', 0)).toBe(nonceOf('q1'));
  expect(nonceOf('q1', 1)).not.toBe(nonceOf('q1', 0));
  expect(nonceOf('q2', 0)).not.toBe(nonceOf('q1', 0));
  expect(nonceOf(undefined, 0)).toBeUndefined();
});
