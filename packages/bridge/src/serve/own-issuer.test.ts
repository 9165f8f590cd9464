import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepConsent } from '../auth/oauth/consent.ts';
import { recordId } from '../auth/oauth/record-id.ts';
import { createSignIn } from '../auth/sign-in.ts';
import type { Config } from '../config/read.ts';
import { EVERYTHING } from '../domain/allow-list.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createOwnIssuer } from './own-issuer.ts';

const ISSUER = 'https://claw.example.com';
const TOKEN = 'x'.repeat(43);

let temp: TempStore;
beforeEach(() => {
  temp = createTempStore();
});
afterEach(() => temp.discard());

it('calls a client by its id, whatever it calls itself', async () => {
  const store = temp.open();
  const clock = createSteppedClock();
  const config = {
    auth: { redirectUris: [], dynamicRegistration: true, clientMetadataDocuments: false } as unknown,
    instanceDefaults: { mode: 'approvals' },
    allow: EVERYTHING,
  } as Pick<Config, 'auth' | 'instanceDefaults' | 'allow'>;
  const { verify } = await createOwnIssuer(ISSUER, config, {
    store,
    clock,
    log: createRecordingLog(),
    verbs: { instances: [] },
    note() {},
    signIn: createSignIn({ keyring: store.keyring, clock }),
    addressOf: () => ({ address: '127.0.0.1', isProxied: false }),
  });
  const expiresAt = clock.now() + 60_000;
  const consent = {
    principal: 'owner',
    clientId: 'c1',
    clientName: 'tok_of_somebody',
    scopes: ['read'] as const,
    instances: [],
  };
  await keepConsent(store.grants, { ...consent, grantId: 'g1', at: clock.now() }, expiresAt);
  await store.grants.put({
    kind: 'AccessToken',
    id: recordId('AccessToken', TOKEN),
    grantId: 'g1',
    data: JSON.stringify({ aud: `${ISSUER}/mcp`, clientId: 'c1', scope: 'read' }),
    expiresAt,
  });
  expect(await verify(TOKEN)).toMatchObject({ principal: { id: 'owner' }, client: 'c1' });
});
