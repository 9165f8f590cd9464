import { expect, it } from 'vitest';
import { anAccessToken } from '../domain/access-token.fixture.ts';
import { createTokenShelf } from '../domain/port/access-token-store.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createRevokeAccessToken } from './revoke-access-token.ts';

it('revokes a token once, however often it is asked to', async () => {
  const clock = createSteppedClock(5_000);
  const token = anAccessToken();
  const store = createTokenShelf([token, anAccessToken({ id: 'other' })]);
  const revoke = createRevokeAccessToken({ store, clock });
  expect(await revoke(token.id)).toEqual({ ...token, revokedAt: 5_000 });
  clock.advance(1_000);
  expect(await revoke(token.id)).toEqual({ ...token, revokedAt: 5_000 });
  expect(await store.list()).toMatchObject([{ id: 'other' }, { id: token.id, revokedAt: 5_000 }]);
  expect((await store.list())[0]).not.toHaveProperty('revokedAt');
});

it('does not know a token there is none of', async () => {
  const revoke = createRevokeAccessToken({ store: createTokenShelf(), clock: createSteppedClock() });
  await expect(revoke('tok_none')).rejects.toMatchObject({ code: 'unknown_token' });
});
