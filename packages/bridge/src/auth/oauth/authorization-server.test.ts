import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  allowAll,
  answerOf,
  authorizeUrl,
  getCode,
  getTokens,
  newPkce,
  openWebBridge,
  PASSWORD,
  redeem,
  REDIRECT,
  refresh,
  type Tokens,
  type WebBridge,
} from './bridge-on-the-web.fixture.ts';
import { EVERYTHING, permitsInstance } from '../../domain/allow-list.ts';
import { createTempStore } from '../../store/sqlite/temp-store.fixture.ts';
import type { AuthorizationServerOptions } from './authorization-server.ts';
import { createBrowser } from './browser.fixture.ts';

const openOn = (over: Partial<AuthorizationServerOptions> = {}) => openWebBridge(createTempStore(), over);

let bridge: WebBridge;

beforeEach(async () => {
  bridge = await openOn();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await bridge.close();
});

describe('a client that has never been here', () => {
  it('finds everything, registers, is allowed in, and gets tokens for this bridge', async () => {
    const said = vi.spyOn(console, 'info');
    const warned = vi.spyOn(console, 'warn');
    const clientId = await bridge.newClient();
    const pkce = newPkce();
    const browser = createBrowser(bridge.url);

    const signIn = await browser.get(authorizeUrl(bridge, clientId, pkce, { scope: 'mcp offline_access' }));
    expect(signIn.status).toBe(200);
    expect(signIn.text).toContain('An App');
    const consent = await browser.submit(signIn, { action: 'sign-in', password: PASSWORD });
    expect(consent.text.replaceAll('<wbr />', '')).toContain('app.example.com');
    const back = await browser.submit(consent, {
      action: 'allow',
      scope: ['read', 'chat'],
      instance: ['lab'],
    });
    expect(back.location).toMatch(/^https:\/\/app\.example\.com\/callback\?/);
    const { code = '', state, iss } = answerOf(back);
    expect({ state, iss }).toEqual({ state: 'st', iss: bridge.url });

    const response = await redeem(bridge, { clientId, code, pkce });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const tokens = (await response.json()) as Tokens;
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'read chat' });
    expect(await bridge.server.verify(tokens.access_token)).toEqual({
      principalId: 'owner',
      scopes: ['read', 'chat'],
      instances: ['lab'],
      clientId,
      expiresAt: expect.any(Number),
    });
    expect(bridge.audited.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'client:register ok',
      'sign-in ok',
      'consent ok',
    ]);
    expect([said.mock.calls, warned.mock.calls]).toEqual([[], []]);
  });

  it('gets, after asking for nothing, what does no harm', async () => {
    expect((await getTokens(bridge)).scope).toBe('read chat');
  });

  it('is told no when the person says no', async () => {
    const browser = createBrowser(bridge.url);
    const page = await browser.get(authorizeUrl(bridge, await bridge.newClient(), newPkce()));
    const consent = await browser.submit(page, { action: 'sign-in', password: PASSWORD });
    expect(answerOf(await browser.submit(consent, { action: 'deny' }))).toMatchObject({
      error: 'access_denied',
      state: 'st',
      iss: bridge.url,
    });
    expect(bridge.audited.at(-1)).toMatchObject({ action: 'consent', outcome: 'refused', reason: 'denied' });
  });
});

describe('a person', () => {
  it('who mistypes the password is asked again', async () => {
    const browser = createBrowser(bridge.url);
    const page = await browser.get(authorizeUrl(bridge, await bridge.newClient(), newPkce()));
    const again = await browser.submit(page, { action: 'sign-in', password: 'wrong' });
    expect(again.status).toBe(403);
    expect(again.text).toContain('name="password"');
    expect((await browser.submit(again, { action: 'sign-in', password: PASSWORD })).text).toContain(
      'name="scope"',
    );
  });

  it('who signed in decides about the next client without a password', async () => {
    const browser = createBrowser(bridge.url);
    await allowAll(browser, await browser.get(authorizeUrl(bridge, await bridge.newClient(), newPkce())));
    const next = await browser.get(authorizeUrl(bridge, await bridge.newClient(), newPkce()));
    expect(next.text).not.toContain('name="password"');
    expect(answerOf(await allowAll(browser, next))).toHaveProperty('code');
  });

  it.each([[['home', 'lab']], [['home']]])(
    'who ticked all of %j has said nothing of what is added later',
    async (names) => {
      await bridge.close();
      const instances = [...names];
      bridge = await openOn({ instances: () => instances });
      const { access_token: token } = await getTokens(bridge);
      instances.push('cellar');
      const allowed = (await bridge.server.verify(token))?.instances ?? [];
      const allow = [{ ...EVERYTHING, instances: allowed }];
      expect(instances.map((name) => permitsInstance(allow, name))).toEqual([
        ...names.map(() => true),
        false,
      ]);
    },
  );

  it.each(['consent', 'login'])('is asked each time, also with prompt=%s', async (prompt) => {
    const clientId = await bridge.newClient();
    const browser = createBrowser(bridge.url);
    await allowAll(browser, await browser.get(authorizeUrl(bridge, clientId, newPkce())));
    const page = await browser.get(authorizeUrl(bridge, clientId, newPkce(), { prompt }));
    expect(page.text).toContain(prompt === 'login' ? 'name="password"' : 'name="scope"');
    expect(answerOf(await allowAll(browser, page))).toHaveProperty('code');
  });

  it('cannot be left out with prompt=none', async () => {
    const clientId = await bridge.newClient();
    const browser = createBrowser(bridge.url);
    await allowAll(browser, await browser.get(authorizeUrl(bridge, clientId, newPkce())));
    const page = await browser.get(authorizeUrl(bridge, clientId, newPkce(), { prompt: 'none' }));
    expect(answerOf(page)).toMatchObject({ error: 'consent_required' });
  });

  it('who ticked nothing is asked again', async () => {
    const browser = createBrowser(bridge.url);
    const page = await browser.get(authorizeUrl(bridge, await bridge.newClient(), newPkce()));
    const consent = await browser.submit(page, { action: 'sign-in', password: PASSWORD });
    for (const ticked of [{ scope: ['admin'], instance: ['home'] }, { scope: ['read'] }, {}]) {
      const again = await browser.submit(consent, { action: 'allow', ...ticked });
      expect(again.status).toBe(400);
      expect(again.text).toContain('name="scope"');
    }
  });

  it('gives no more than he has', async () => {
    const looker = await openOn({ person: { id: 'owner', scopes: ['read'] } });
    expect((await getTokens(looker, { scope: 'mcp' })).scope).toBe('read');
    await looker.close();
  });

  it('is read to in his language', async () => {
    const browser = createBrowser(bridge.url);
    const page = await browser.get(authorizeUrl(bridge, await bridge.newClient(), newPkce()));
    expect((await browser.get(`${page.url}?lang=zh`)).text).toContain('lang="zh-Hans"');
    const lost = await browser.get(`${bridge.url}/oauth/interaction/${'a'.repeat(30)}`, {
      'accept-language': 'zh',
    });
    expect(lost.text).toContain('lang="zh-Hans"');
  });
});

describe('tokens', () => {
  it('are renewed, and the new ones are as good as the old', async () => {
    const { clientId, refresh_token: first } = await getTokens(bridge, { scope: 'read chat approve' });
    const renewed = (await (await refresh(bridge, clientId, first)).json()) as Tokens;
    expect(renewed.scope).toBe('read chat approve');
    expect(renewed.refresh_token).not.toBe(first);
    expect(await bridge.server.verify(renewed.access_token)).toMatchObject({
      scopes: ['read', 'chat', 'approve'],
    });
  });

  it('can be renewed for less, and with the words of others', async () => {
    const { clientId, refresh_token: first } = await getTokens(bridge, { scope: 'read chat' });
    const less = (await (await refresh(bridge, clientId, first, { scope: 'read' })).json()) as Tokens;
    expect(await bridge.server.verify(less.access_token)).toMatchObject({ scopes: ['read'] });
    const same = await refresh(bridge, clientId, less.refresh_token, { scope: 'mcp offline_access' });
    expect(await same.json()).toMatchObject({ scope: 'read chat' });
  });

  it('are over after an hour', async () => {
    const { access_token: token } = await getTokens(bridge);
    bridge.clock.advance(59 * 60_000);
    expect(await bridge.server.verify(token)).toBeDefined();
    bridge.clock.advance(60_000);
    expect(await bridge.server.verify(token)).toBeUndefined();
  });

  it.each(['access_token', 'refresh_token'] as const)(
    'are all over when the %s is revoked',
    async (which) => {
      const tokens = await getTokens(bridge);
      const { clientId } = tokens;
      const revoked = await bridge.post('/oauth/revoke', { token: tokens[which], client_id: clientId });
      expect(revoked.status).toBe(200);
      expect(await bridge.server.verify(tokens.access_token)).toBeUndefined();
      expect((await refresh(bridge, clientId, tokens.refresh_token)).status).toBe(400);
    },
  );

  it('outlive the process, and are known to every other one at once', async () => {
    const tokens = await getTokens(bridge);
    const other = await bridge.again();
    expect(await other.verify(tokens.access_token)).toBeDefined();
    await bridge.post('/oauth/revoke', { token: tokens.access_token, client_id: tokens.clientId });
    expect(await other.verify(tokens.access_token)).toBeUndefined();
  });

  it('of somebody else are nothing', async () => {
    for (const token of ['', 'x', 'a'.repeat(43), `${'a'.repeat(42)}'`])
      expect(await bridge.server.verify(token)).toBeUndefined();
  });

  it('are not for another resource', async () => {
    const { access_token: token } = await getTokens(bridge);
    const elsewhere = await bridge.again({ issuer: 'https://other.example.com' });
    expect(await elsewhere.verify(token)).toBeUndefined();
  });

  it('stand nowhere in the store', async () => {
    const { clientId, code, pkce } = await getCode(bridge);
    const tokens = (await (await redeem(bridge, { clientId, code, pkce })).json()) as Tokens;
    const put = vi.spyOn(bridge.store.grants, 'put');
    await refresh(bridge, clientId, tokens.refresh_token);
    expect(put.mock.calls.length).toBeGreaterThan(1);
    const stored = JSON.stringify(put.mock.calls);
    for (const secret of [code, tokens.access_token, tokens.refresh_token])
      expect(stored).not.toContain(secret);
  });
});

describe('a client', () => {
  it('that was never let in is forgotten, and one that was is not', async () => {
    const unused = await bridge.newClient();
    const { clientId, refresh_token: token } = await getTokens(bridge);
    bridge.clock.advance(2 * 24 * 60 * 60_000);
    const page = await createBrowser(bridge.url).get(authorizeUrl(bridge, unused, newPkce()));
    expect([page.status, page.location]).toEqual([400, undefined]);
    expect(page.text).toContain('not known here');
    expect((await refresh(bridge, clientId, token)).status).toBe(200);
  });

  it.each([
    ['the form', (id: string, secret: string) => [{ client_id: id, client_secret: secret }, {}] as const],
    [
      'the header',
      (id: string, secret: string) =>
        [{}, { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` }] as const,
    ],
  ])('that has a secret shows it in %s', async (_, shown) => {
    const secret = 's'.repeat(32);
    const named = await openOn({ client: { id: 'claude', secret }, redirectUris: [REDIRECT] });
    const pkce = newPkce();
    const browser = createBrowser(named.url);
    const page = await browser.get(authorizeUrl(named, 'claude', pkce));
    const { code = '' } = answerOf(await allowAll(browser, page));
    const ask = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: pkce.verifier,
    };
    const [wrong, wrongHeaders] = shown('claude', 'x'.repeat(32));
    expect((await named.post('/oauth/token', { ...ask, ...wrong }, wrongHeaders)).status).toBe(401);
    const [right, headers] = shown('claude', secret);
    expect((await named.post('/oauth/token', { ...ask, ...right }, headers)).status).toBe(200);
    await named.close();
  });

  it('on the person’s machine is answered at any port', async () => {
    const clientId = await bridge.newClient({ redirect_uris: ['http://localhost:1234/callback'] });
    const browser = createBrowser(bridge.url);
    const pkce = newPkce();
    const at = 'http://localhost:51234/callback';
    const page = await browser.get(authorizeUrl(bridge, clientId, pkce, { redirect_uri: at }));
    const back = await allowAll(browser, page);
    expect(back.location).toMatch(/^http:\/\/localhost:51234\/callback\?/);
    const { code = '' } = answerOf(back);
    const elsewhere = await redeem(
      bridge,
      { clientId, code, pkce },
      { redirect_uri: 'http://localhost:1234/callback' },
    );
    expect(await elsewhere.json()).toMatchObject({ error: 'invalid_grant' });
    expect((await redeem(bridge, { clientId, code, pkce }, { redirect_uri: at })).status).toBe(200);
  });
});
