import { expect, it } from 'vitest';
import { isAccessToken } from '../domain/access-token.ts';
import { newTokenId, newTokenSecret, tokenHash } from './token-secret.ts';

it('makes tokens that look like ours, each another one', () => {
  const tokens = Array.from({ length: 100 }, newTokenSecret);
  expect(tokens.every(isAccessToken)).toBe(true);
  expect(new Set(tokens).size).toBe(100);
});

it('makes ids that can be typed', () => {
  expect(newTokenId()).toMatch(/^tok_[0-9a-f]{12}$/);
});

it('hashes with SHA-256', () => {
  expect(tokenHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
