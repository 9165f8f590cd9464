import { describe, expect, it } from 'vitest';
import { ALL_FAILURE_CODES } from '../domain/failure.fixture.ts';
import { exitCodeOf, FAILED, OK } from './exit-code.ts';

const NOT_JUST_A_FAILURE: Readonly<Record<string, number>> = { invalid_input: 2, config_invalid: 78 };

describe('the exit code', () => {
  it('is 0 for success and 1 for failure', () => {
    expect([OK, FAILED]).toEqual([0, 1]);
  });

  it.each(ALL_FAILURE_CODES.map((code) => ({ code, exitCode: NOT_JUST_A_FAILURE[code] ?? 1 })))(
    'of $code is $exitCode',
    ({ code, exitCode }) => {
      expect(exitCodeOf(code)).toBe(exitCode);
    },
  );
});
