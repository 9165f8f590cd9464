import { expect, it } from 'vitest';
import { lifetimeFrom } from './lifetime.ts';

it.each([
  ['90d', 90 * 86_400_000],
  ['12h', 12 * 3_600_000],
  ['30min', 30 * 60_000],
  ['2 W', 14 * 86_400_000],
  ['1y', 365 * 86_400_000],
  ['5s', 5_000],
])('reads %s', (text, ms) => {
  expect(lifetimeFrom(text, '--expires')).toBe(ms);
});

it.each([
  '',
  '90',
  'd',
  '0d',
  '-1d',
  '1.5h',
  '3m',
  '90days',
  '101y',
  '999999999999999999999d',
  'constructor',
])('refuses %j, which could mean anything', (text) => {
  expect(() => lifetimeFrom(text, '--expires')).toThrow(`--expires is "${text}"`);
});
