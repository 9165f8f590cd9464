import { afterEach, beforeEach, expect, it } from 'vitest';
import { EVERYTHING } from '../domain/allow-list.ts';
import type { Store } from '../domain/port/store.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { revokeClients, signOutBrowsers } from './sign-out.ts';

const KINDS = [
  'Session',
  'Interaction',
  'Client',
  'Consent',
  'Renewal',
  'Grant',
  'AuthorizationCode',
  'RefreshToken',
  'AccessToken',
];
const NOW = 1_000;

let temp: TempStore;
let store: Store;

beforeEach(async () => {
  temp = createTempStore();
  store = temp.open();
  for (const kind of KINDS) await store.grants.put({ kind, id: 'one', data: '{}' });
  await store.accessTokens.add({
    id: 'a',
    name: 'script',
    hash: 'abc',
    principal: 'owner',
    scopes: ['read'],
    allow: EVERYTHING,
    createdAt: 1,
  });
});
afterEach(async () => await temp.discard());

async function left(): Promise<readonly string[]> {
  const counts = await Promise.all(KINDS.map(async (kind) => await store.grants.count(kind, NOW)));
  return KINDS.filter((_, i) => counts[i] === 1);
}

it('signs browsers out, and leaves clients what they have', async () => {
  await signOutBrowsers(store);
  expect(await left()).toEqual(KINDS.slice(2));
});

it('takes back what clients have, and leaves them known', async () => {
  await revokeClients({ ...store, clock: { now: () => NOW } });
  expect(await left()).toEqual(['Session', 'Interaction', 'Client']);
  expect(await store.accessTokens.list()).toMatchObject([{ id: 'a', revokedAt: NOW }]);
});
