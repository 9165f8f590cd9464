import { expect, test } from 'vitest';
import { newId } from './new-id.ts';

test('is a UUID of random numbers', () => {
  expect(newId()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

test('is another one each time', () => {
  expect(new Set(Array.from({ length: 1000 }, newId)).size).toBe(1000);
});
