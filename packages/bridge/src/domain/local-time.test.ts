import { expect, it } from 'vitest';
import { localDate, localTime } from './local-time.ts';

it('is the time on the clock of this machine, to the minute', () => {
  const at = new Date(2026, 0, 2, 3, 4, 59).getTime();
  expect(localTime(at)).toBe('2026-01-02 03:04');
  expect(localDate(at)).toBe('2026-01-02');
});
