import { expect, test } from 'vitest';
import { timesIn } from './times.ts';

const now = new Date(2026, 10, 22, 12, 0).getTime();
const times = timesIn('en', { today: 'Today', yesterday: 'Yesterday' }, () => now);

test('days are called as people call them', () => {
  expect(times.day(new Date(2026, 10, 22, 0, 1).getTime())).toBe('Today');
  expect(times.day(new Date(2026, 10, 21, 23, 59).getTime())).toBe('Yesterday');
  expect(times.day(new Date(2026, 10, 16).getTime())).toContain('Monday');
});

test('the list says no more than it must', () => {
  expect(times.short(new Date(2026, 10, 22, 9, 5).getTime())).toBe('09:05');
  expect(times.short(new Date(2026, 10, 20).getTime())).toBe('Fri');
  expect(times.short(new Date(2026, 9, 1).getTime())).toBe('1 Oct');
  expect(times.short(new Date(2024, 9, 1).getTime())).toContain('2024');
});

test('a clock that is ahead of ours says the time', () => {
  expect(times.short(now + 60_000)).toBe('12:01');
});
