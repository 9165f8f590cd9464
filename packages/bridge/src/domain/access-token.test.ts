import { describe, expect, it } from 'vitest';
import { anAccessToken } from './access-token.fixture.ts';
import { isAccessToken, stateOf } from './access-token.ts';

const RANDOM = 'A-_z'.repeat(11).slice(1);

describe('an access token', () => {
  it.each([
    [`cbt_${RANDOM}`, true],
    [`cbt_${RANDOM}x`, false],
    [`cbt_${RANDOM.slice(1)}`, false],
    [` cbt_${RANDOM}`, false],
    [`cbt_${RANDOM.slice(1)}+`, false],
    [`xyz_${RANDOM}`, false],
    ['', false],
  ])('is known by its looks: %j %s', (text, expected) => {
    expect(isAccessToken(text)).toBe(expected);
  });

  it.each([
    [{}, 'active'],
    [{ expiresAt: 2_001 }, 'active'],
    [{ expiresAt: 2_000 }, 'expired'],
    [{ revokedAt: 1_500 }, 'revoked'],
    [{ revokedAt: 1_500, expiresAt: 1_600 }, 'revoked'],
    // The clock of the process that revoked it may be ahead.
    [{ revokedAt: 9_000 }, 'revoked'],
  ] as const)('with %j is %s', (over, state) => {
    expect(stateOf(anAccessToken(over), 2_000)).toBe(state);
  });
});
