import { expect, it } from 'vitest';
import { anAccessToken } from '../domain/access-token.fixture.ts';
import { createTokenShelf } from '../domain/port/access-token-store.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createListAccessTokens } from './list-access-tokens.ts';

it('lists the tokens, newest first, as they are now', async () => {
  const clock = createSteppedClock(5_000);
  const store = createTokenShelf([
    anAccessToken({ id: 'old', revokedAt: 2_000 }),
    anAccessToken({ id: 'new', expiresAt: 6_000 }),
  ]);
  const list = createListAccessTokens({ store, clock });
  const states = async () => (await list()).map(({ id, state }) => [id, state]);
  expect(await states()).toEqual([
    ['new', 'active'],
    ['old', 'revoked'],
  ]);
  clock.advance(1_000);
  expect(await states()).toEqual([
    ['new', 'expired'],
    ['old', 'revoked'],
  ]);
});
