import { expect, it } from 'vitest';
import { sinceFrom } from './since.ts';

const NOW = Date.UTC(2026, 5, 1);

it.each([
  ['7d', NOW - 7 * 86_400_000],
  ['12h', NOW - 12 * 3_600_000],
  ['2026-01-31', Date.UTC(2026, 0, 31)],
  ['2026-01-31T10:30', Date.UTC(2026, 0, 31, 10, 30)],
  ['2026-01-31 10:30', Date.UTC(2026, 0, 31, 10, 30)],
  ['2026-01-31T10:30:05.123Z', Date.UTC(2026, 0, 31, 10, 30, 5, 123)],
  ['2026-01-31T10:30+02:00', Date.UTC(2026, 0, 31, 8, 30)],
])('reads %s', (text, ms) => {
  expect(sinceFrom(text, '--since', NOW)).toBe(ms);
});

it.each(['soon', '2026', '2026-13-01', '2026-02-31', '2026-01-31T25:00', '31.01.2026', '2026-01-31x', '0d'])(
  'says how to write it for %s',
  (text) => {
    expect(() => sinceFrom(text, '--since', NOW)).toThrow(
      `--since is "${text}"; it is a time like 7d or 12h, or a date like 2026-01-31.`,
    );
  },
);
