import { expect, it } from 'vitest';
import { EVERYTHING } from '../domain/allow-list.ts';
import { createTokenShelf } from '../domain/port/access-token-store.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createCreateAccessToken, type NewAccessToken } from './create-access-token.ts';

const wanted: NewAccessToken = {
  name: 'Cursor',
  principal: 'owner',
  scopes: ['chat', 'read', 'chat'],
  allow: { ...EVERYTHING, instances: ['home'] },
};

function aMaker() {
  const store = createTokenShelf();
  const clock = createSteppedClock(5_000);
  let made = 0;
  const create = createCreateAccessToken({
    store,
    clock,
    newId: () => `tok_${++made}`,
    newSecret: () => 'cbt_secret',
    hash: (secret) => `hash of ${secret}`,
  });
  return { create, store };
}

it('keeps of a token its hash and what it is good for, and tells the token itself once', async () => {
  const { create, store } = aMaker();
  const created = await create({ ...wanted, lifetimeMs: 1_000 });
  const kept = {
    id: 'tok_1',
    name: 'Cursor',
    hash: 'hash of cbt_secret',
    principal: 'owner',
    scopes: ['read', 'chat'],
    allow: wanted.allow,
    createdAt: 5_000,
    expiresAt: 6_000,
  };
  expect(created).toEqual({ secret: 'cbt_secret', token: kept });
  expect(await store.list()).toEqual([kept]);
});

it('makes tokens that do not expire', async () => {
  const { token } = await aMaker().create(wanted);
  expect(token).not.toHaveProperty('expiresAt');
});

it.each<[string, Partial<NewAccessToken>]>([
  ['name', { name: ' ' }],
  ['name', { name: 'x'.repeat(101) }],
  ['principal', { principal: '' }],
  ['principal', { principal: 'a b' }],
  ['principal', { principal: 'link:default' }],
  ['principal', { principal: 'x'.repeat(256) }],
  ['scope', { scopes: [] }],
])('refuses a %s that is none: %j', async (what, over) => {
  const { create, store } = aMaker();
  await expect(create({ ...wanted, ...over })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining(what),
    hint: expect.any(String),
  });
  expect(await store.list()).toEqual([]);
});
