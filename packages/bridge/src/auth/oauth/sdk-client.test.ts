import {
  auth,
  extractWWWAuthenticateParams,
  type OAuthClientProvider,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempStore } from '../../store/sqlite/temp-store.fixture.ts';
import { allowAll, answerOf, openWebBridge, type WebBridge } from './bridge-on-the-web.fixture.ts';
import { createBrowser } from './browser.fixture.ts';

const CALLBACK = 'http://localhost:8787/callback';

let bridge: WebBridge;

beforeEach(async () => {
  bridge = await openWebBridge(createTempStore());
});

afterEach(async () => {
  await bridge.close();
});

/** A client as people write them with the SDK. */
function aClient() {
  const kept: {
    client?: StoredOAuthClientInformation;
    tokens?: StoredOAuthTokens;
    verifier: string;
    page?: URL;
  } = {
    verifier: '',
  };
  const provider: OAuthClientProvider = {
    redirectUrl: CALLBACK,
    clientMetadata: { client_name: 'SDK', redirect_uris: [CALLBACK] },
    clientInformation: () => kept.client,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    redirectToAuthorization: (url) => void (kept.page = url),
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier,
  };
  return { kept, provider };
}

/** Up to where the person has allowed it. */
async function signIn(serverUrl: string) {
  const client = aClient();
  const refused = await fetch(serverUrl, { method: 'POST' });
  expect(refused.status).toBe(401);
  const { resourceMetadataUrl } = extractWWWAuthenticateParams(refused);
  const options = { serverUrl, ...(resourceMetadataUrl ? { resourceMetadataUrl } : {}) };
  expect(await auth(client.provider, options)).toBe('REDIRECT');
  const browser = createBrowser(bridge.url);
  const back = await allowAll(browser, await browser.get(client.kept.page?.href ?? ''));
  const { code = '', iss } = answerOf(back);
  expect(
    await auth(client.provider, {
      ...options,
      authorizationCode: code,
      ...(iss === undefined ? {} : { iss }),
    }),
  ).toBe('AUTHORIZED');
  return { ...client, options };
}

const ask = async (url: string, token = '') =>
  await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } });

describe('the client of the SDK', () => {
  it.each(['/mcp', '/sse', '/'])('signs in with nothing but the address %s', async (path) => {
    const { kept } = await signIn(bridge.url + path);
    const answer = await ask(bridge.url + path, kept.tokens?.access_token);
    expect(await answer.json()).toMatchObject({
      principalId: 'owner',
      clientId: expect.any(String),
      scopes: ['read', 'chat', 'approve'],
    });
  });

  it('renews its tokens by itself, again and again', async () => {
    const { kept, provider, options } = await signIn(`${bridge.url}/mcp`);
    for (const _ of ['once', 'twice']) {
      bridge.clock.advance(2 * 60 * 60_000);
      expect((await ask(`${bridge.url}/mcp`, kept.tokens?.access_token)).status).toBe(401);
      expect(await auth(provider, options)).toBe('AUTHORIZED');
      expect((await ask(`${bridge.url}/mcp`, kept.tokens?.access_token)).status).toBe(200);
    }
  });
});
