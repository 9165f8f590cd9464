import { expect, it } from 'vitest';
import { isSameSecret } from './same-secret.ts';

it.each(['', 'a', 'Bearer geheim-ü', 'x'.repeat(10_000)])('is the same as itself: %.20s', (secret) => {
  expect(isSameSecret(secret, `${secret}`)).toBe(true);
});

it.each([
  ['another end', 'secret-a', 'secret-b'],
  ['another case', 'secret', 'Secret'],
  ['only a beginning', 'secret', 'secre'],
  ['nothing', 'secret', ''],
])('is not the same with %s', (_, one, other) => {
  expect(isSameSecret(one, other)).toBe(false);
  expect(isSameSecret(other, one)).toBe(false);
});
