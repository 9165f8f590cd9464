import { expect, it } from 'vitest';
import { isoTime } from './iso-time.ts';

it('is UTC, to the millisecond', () => {
  expect(isoTime(1_700_000_000_123)).toBe('2023-11-14T22:13:20.123Z');
});
