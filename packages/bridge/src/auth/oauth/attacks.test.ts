import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
import { createRecordingLog } from '../../domain/port/recording-log.fixture.ts';
import { createTempStore } from '../../store/sqlite/temp-store.fixture.ts';
import type { AuthorizationServerOptions } from './authorization-server.ts';
import { signOutBrowsers } from '../sign-out.ts';
import { createBrowser, csrfOf, type Page } from './browser.fixture.ts';

const openOn = (over: Partial<AuthorizationServerOptions> = {}) => openWebBridge(createTempStore(), over);

let bridge: WebBridge;

beforeEach(async () => {
  bridge = await openOn();
});

afterEach(async () => {
  await bridge.close();
});

const errorOf = async (response: Response) => ((await response.json()) as { error: string }).error;
const tokensIn = async (response: Response) => (await response.json()) as Tokens;

/** Something to wait for. */
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** The page of a sign-in, or of a consent. */
async function pageFor(step: 'sign-in' | 'consent', clientId?: string) {
  const browser = createBrowser(bridge.url);
  const id = clientId ?? (await bridge.newClient());
  const page = await browser.get(authorizeUrl(bridge, id, newPkce()));
  if (step === 'sign-in') return { browser, page };
  return { browser, page: await browser.submit(page, { action: 'sign-in', password: PASSWORD }) };
}

describe('what is used a second time', () => {
  it('takes everything with it: a code', async () => {
    const got = await getCode(bridge);
    const tokens = await tokensIn(await redeem(bridge, got));
    const replay = await redeem(bridge, got);
    expect([replay.status, await errorOf(replay)]).toEqual([400, 'invalid_grant']);
    expect(await bridge.server.verify(tokens.access_token)).toBeUndefined();
    expect(await errorOf(await refresh(bridge, got.clientId, tokens.refresh_token))).toBe('invalid_grant');
    expect(bridge.audited.at(-1)).toMatchObject({ action: 'token:replay', outcome: 'refused' });
  });

  it('takes everything with it: a refresh token', async () => {
    const { clientId, ...first } = await getTokens(bridge);
    const second = await tokensIn(await refresh(bridge, clientId, first.refresh_token));
    expect(await errorOf(await refresh(bridge, clientId, first.refresh_token))).toBe('invalid_grant');
    expect(await bridge.server.verify(first.access_token)).toBeUndefined();
    expect(await bridge.server.verify(second.access_token)).toBeUndefined();
    expect(await errorOf(await refresh(bridge, clientId, second.refresh_token))).toBe('invalid_grant');
  });

  it.each(['a code', 'a refresh token'])(
    'at the same instant leaves nobody with anything: %s',
    async (what) => {
      const got = await getCode(bridge);
      const first = what === 'a code' ? undefined : await tokensIn(await redeem(bridge, got));
      const use = async () =>
        first === undefined
          ? await redeem(bridge, got)
          : await refresh(bridge, got.clientId, first.refresh_token);
      const answers = await Promise.all([use(), use(), use(), use()]);
      const given = answers.filter(({ ok }) => ok);
      expect(given.length).toBeLessThanOrEqual(1);
      for (const response of given) {
        const tokens = await tokensIn(response);
        expect(await bridge.server.verify(tokens.access_token)).toBeUndefined();
        expect(await errorOf(await refresh(bridge, got.clientId, tokens.refresh_token))).toBe(
          'invalid_grant',
        );
      }
    },
  );

  it('does not harm what the same client was allowed another time', async () => {
    const clientId = await bridge.newClient();
    const grants = [];
    for (const _ of ['one', 'two']) {
      const pkce = newPkce();
      const browser = createBrowser(bridge.url);
      const page = await browser.get(authorizeUrl(bridge, clientId, pkce));
      const { code = '' } = answerOf(await allowAll(browser, page));
      const got = { clientId, code, pkce };
      grants.push({ got, tokens: await tokensIn(await redeem(bridge, got)) });
    }
    const [one, two] = grants;
    await redeem(bridge, one!.got);
    expect(await bridge.server.verify(one!.tokens.access_token)).toBeUndefined();
    expect(await bridge.server.verify(two!.tokens.access_token)).toBeDefined();
  });
});

/** Everybody may register an address: what is refused at once leads nobody there. */
function expectRefusedHere(page: Page): void {
  expect([page.status, page.location]).toEqual([400, undefined]);
  expect(page.text).not.toContain('app.example.com');
}

describe('proof of possession', () => {
  it.each([
    ['none', { code_challenge: undefined, code_challenge_method: undefined }],
    ['a plain one', { code_challenge_method: 'plain' }],
    ['one of no method', { code_challenge_method: undefined }],
    ['one that is too short', { code_challenge: 'short' }],
  ])('is not asked for with %s', async (_, over) => {
    const page = await createBrowser(bridge.url).get(
      authorizeUrl(bridge, await bridge.newClient(), newPkce(), over),
    );
    expectRefusedHere(page);
    expect(page.text).toMatch(/code[_ ]challenge|PKCE/i);
  });

  it.each([
    ['another verifier', { code_verifier: newPkce().verifier }],
    ['no verifier', { code_verifier: '' }],
  ])('fails with %s', async (_, over) => {
    const got = await getCode(bridge);
    expect(await errorOf(await redeem(bridge, got, over))).toBe('invalid_grant');
  });

  it('fails with the challenge itself, which is what plain would be', async () => {
    const got = await getCode(bridge);
    expect(await errorOf(await redeem(bridge, got, { code_verifier: got.pkce.challenge }))).toBe(
      'invalid_grant',
    );
  });
});

describe('an answer', () => {
  it.each([
    'https://evil.example/callback',
    `${REDIRECT}/`,
    `${REDIRECT}?next=1`,
    'https://app.example.com/callback/../evil',
    'https://app.example.com:444/callback',
    'https://app.example.com.evil.example/callback',
    'https://app.example.com@evil.example/callback',
    'javascript:alert(1)',
    'http://localhost:1/callback',
    '//evil.example',
  ])('never goes to %s, not even an error', async (redirect) => {
    const clientId = await bridge.newClient();
    for (const over of [
      {},
      { response_type: 'token' },
      { prompt: 'none' },
      { scope: '"' },
      { code_challenge: 'x' },
    ]) {
      const page = await createBrowser(bridge.url).get(
        authorizeUrl(bridge, clientId, newPkce(), { ...over, redirect_uri: redirect }),
      );
      expect([page.status, page.location]).toEqual([400, undefined]);
      expect(page.text).not.toContain('evil');
    }
  });

  it('goes nowhere for a client that is not known', async () => {
    const page = await createBrowser(bridge.url).get(authorizeUrl(bridge, 'nobody', newPkce()));
    expect([page.status, page.location]).toEqual([400, undefined]);
  });

  it.each(['fragment', 'form_post'])('is not given as %s where the code would stay around', async (mode) => {
    const page = await createBrowser(bridge.url).get(
      authorizeUrl(bridge, await bridge.newClient(), newPkce(), { response_mode: mode }),
    );
    expectRefusedHere(page);
  });

  it.each(['token', 'id_token', 'code id_token', 'none'])('is never more than a code: %s', async (type) => {
    const page = await createBrowser(bridge.url).get(
      authorizeUrl(bridge, await bridge.newClient(), newPkce(), { response_type: type }),
    );
    expectRefusedHere(page);
  });
});

describe('a resource', () => {
  it.each(['https://evil.example/mcp', 'urn:x', 'not a url'])(
    'that is not ours is refused: %s',
    async (resource) => {
      const clientId = await bridge.newClient();
      const page = await createBrowser(bridge.url).get(
        authorizeUrl(bridge, clientId, newPkce(), { resource }),
      );
      expectRefusedHere(page);
      const got = await getCode(bridge);
      expect(await errorOf(await redeem(bridge, got, { resource }))).toBe('invalid_target');
      const tokens = await getTokens(bridge);
      const refreshed = await refresh(bridge, tokens.clientId, tokens.refresh_token, { resource });
      expect(await errorOf(refreshed)).toBe('invalid_target');
    },
  );

  it('need not be named', async () => {
    const { access_token: token } = await getTokens(bridge, { resource: undefined });
    expect(await bridge.server.verify(token)).toBeDefined();
  });
});

describe('a refresh', () => {
  it('never widens what was granted', async () => {
    const { clientId, refresh_token: token } = await getTokens(bridge, { scope: 'read' });
    expect(await errorOf(await refresh(bridge, clientId, token, { scope: 'read admin' }))).toBe(
      'invalid_scope',
    );
  });

  it('never widens what a person allowed of what was asked', async () => {
    const clientId = await bridge.newClient();
    const browser = createBrowser(bridge.url);
    const pkce = newPkce();
    const page = await browser.get(authorizeUrl(bridge, clientId, pkce, { scope: 'mcp' }));
    const { code = '' } = answerOf(await allowAll(browser, page, { scope: ['read'] }));
    const tokens = await tokensIn(await redeem(bridge, { clientId, code, pkce }));
    expect(tokens.scope).toBe('read');
    expect(await errorOf(await refresh(bridge, clientId, tokens.refresh_token, { scope: 'admin' }))).toBe(
      'invalid_scope',
    );
    const renewed = await tokensIn(await refresh(bridge, clientId, tokens.refresh_token, { scope: 'mcp' }));
    expect(renewed.scope).toBe('read');
  });

  it('is not for another client', async () => {
    const tokens = await getTokens(bridge);
    const thief = await bridge.newClient();
    expect(await errorOf(await refresh(bridge, thief, tokens.refresh_token))).toBe('invalid_grant');
    expect((await refresh(bridge, tokens.clientId, tokens.refresh_token)).status).toBe(200);
  });
});

it('does not give another client tokens for a code, nor lets it revoke any', async () => {
  const thief = await bridge.newClient();
  const got = await getCode(bridge);
  expect(await errorOf(await redeem(bridge, { ...got, clientId: thief }))).toBe('invalid_grant');
  const tokens = await tokensIn(await redeem(bridge, got));
  await bridge.post('/oauth/revoke', { token: tokens.access_token, client_id: thief });
  expect(await bridge.server.verify(tokens.access_token)).toBeDefined();
});

describe('a form', () => {
  it.each<[string, (page: Page) => Promise<string> | string]>([
    ['none', () => ''],
    ['a made-up one', () => 'x'.repeat(43)],
    ['that of another sign-in', async () => csrfOf((await pageFor('consent')).page) ?? ''],
  ])('with %s for a token is refused', async (_, tokenFor) => {
    const { browser, page } = await pageFor('consent');
    const csrf = await tokenFor(page);
    const refused = await browser.submit(page, { action: 'allow', csrf, scope: 'read', instance: 'home' });
    expect([refused.status, refused.location]).toEqual([403, undefined]);
  });

  it.each(['https://evil.example', 'null'])('of %s is refused, whatever it knows', async (origin) => {
    for (const step of ['sign-in', 'consent'] as const) {
      const { browser, page } = await pageFor(step);
      const fields = { action: 'allow', password: PASSWORD, scope: 'read', instance: 'home' };
      expect((await browser.submit(page, fields, { origin })).status).toBe(403);
    }
  });

  it('without the cookie of its sign-in is refused', async () => {
    const { browser, page } = await pageFor('consent');
    browser.cookies.clear();
    const refused = await browser.submit(page, { action: 'allow', scope: 'read', instance: 'home' });
    expect([refused.status, refused.location]).toEqual([400, undefined]);
  });

  it('with the cookie of another sign-in is refused', async () => {
    const [victim, attacker] = [await pageFor('consent'), await pageFor('consent')];
    for (const [name, cookie] of attacker.browser.cookies)
      victim.browser.cookies.set(name, { ...cookie, path: '/' });
    const refused = await victim.browser.submit(victim.page, {
      action: 'allow',
      scope: 'read',
      instance: 'home',
    });
    expect([refused.status, refused.location]).toEqual([400, undefined]);
  });

  it('with a cookie somebody made up is refused', async () => {
    const { browser, page } = await pageFor('consent');
    const cookie = browser.cookies.get('clawbridge_sign_in');
    browser.cookies.set('clawbridge_sign_in.sig', { value: 'x'.repeat(27), path: cookie?.path ?? '/' });
    expect((await browser.submit(page, { action: 'allow', scope: 'read', instance: 'home' })).status).toBe(
      400,
    );
  });

  it('that allows before anybody signed in allows nothing', async () => {
    const { browser, page } = await pageFor('sign-in');
    const again = await browser.submit(page, { action: 'allow', scope: 'read', instance: 'home' });
    expect(again.text).toContain('name="password"');
  });

  it('of a sign-in that took too long is refused, and says so', async () => {
    for (const step of ['sign-in', 'consent'] as const) {
      const { browser, page } = await pageFor(step);
      bridge.clock.advance(16 * 60_000);
      const late = await browser.submit(page, { action: 'sign-in', password: PASSWORD, scope: 'read' });
      expect(late.status).toBe(400);
      expect(late.text).toContain('This sign-in is over');
    }
  });

  it('that was answered cannot be answered again', async () => {
    const { browser, page } = await pageFor('consent');
    const cookies = new Map(browser.cookies);
    expect(answerOf(await allowAll(browser, page))).toHaveProperty('code');
    for (const [name, cookie] of cookies) browser.cookies.set(name, cookie);
    expect((await allowAll(browser, page)).location).toBeUndefined();
  });
});

it('shows a page that nobody can frame, with cookies no script and no other site can use', async () => {
  const clientId = await bridge.newClient();
  const response = await fetch(authorizeUrl(bridge, clientId, newPkce()), { redirect: 'manual' });
  for (const cookie of response.headers.getSetCookie())
    expect(cookie).toMatch(/httponly.*samesite=lax|samesite=lax.*httponly/i);
  const { page } = await pageFor('sign-in');
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(page.headers.get('x-frame-options')).toBe('DENY');
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('cache-control')).toBe('no-store');
});

it('shows what a client calls itself as text', async () => {
  const clientId = await bridge.newClient({ client_name: '<script>alert(1)</script>\u202Eexe' });
  const { page } = await pageFor('sign-in', clientId);
  expect(page.text).not.toContain('<script>');
  expect(page.text).not.toContain('\u202E');
});

describe('whatever a request calls this host', () => {
  const FORGED = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-prefix': '/evil',
    forwarded: 'host=evil.example;proto=https',
    'x-original-url': '/evil',
  };

  /** fetch sets Host itself. */
  function ask(target: string): Promise<string> {
    const { port } = new URL(bridge.url);
    return new Promise((resolve) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => {
        const headers = Object.entries(FORGED).map(([name, value]) => `${name}: ${value}\r\n`);
        socket.write(
          `GET ${target} HTTP/1.1\r\nHost: evil.example\r\n${headers.join('')}connection: close\r\n\r\n`,
        );
      });
      socket.on('data', (piece) => (text += String(piece)));
      socket.on('close', () => resolve(text));
    });
  }

  it('the documents name the issuer', async () => {
    for (const path of [
      'oauth-protected-resource/mcp',
      'oauth-authorization-server',
      'openid-configuration',
    ]) {
      for (const target of [`/.well-known/${path}`, `http://evil.example/.well-known/${path}`]) {
        const answer = await ask(target);
        expect(answer).toContain(bridge.url);
        expect(answer).not.toContain('evil');
      }
    }
  });

  it('a sign-in stays with the issuer', async () => {
    const url = new URL(authorizeUrl(bridge, await bridge.newClient(), newPkce()));
    for (const target of [url.pathname + url.search, `http://evil.example${url.pathname}${url.search}`]) {
      const answer = await ask(target);
      expect(answer).toMatch(/^HTTP\/1\.1 303/);
      expect(answer).toMatch(/location: \/oauth\/interaction\//i);
      expect(answer).not.toContain('evil');
    }
  });

  it('an answer names the issuer', async () => {
    const browser = createBrowser(bridge.url);
    const page = await browser.get(authorizeUrl(bridge, await bridge.newClient(), newPkce()), FORGED);
    const consent = await browser.submit(page, { action: 'sign-in', password: PASSWORD }, FORGED);
    const back = await browser.submit(consent, { action: 'allow', scope: 'read', instance: 'home' }, FORGED);
    expect(answerOf(back)['iss']).toBe(bridge.url);
  });
});

it('lets nobody fill the store with sign-ins that are never finished', async () => {
  const clientId = await bridge.newClient();
  const url = authorizeUrl(bridge, clientId, newPkce());
  const begin = async () => (await fetch(url, { redirect: 'manual' })).status;
  for (let count = 0; count < 100; count++) expect(await begin()).toBe(303);
  expect(await begin()).toBe(429);
  bridge.clock.advance(10 * 60_000);
  expect(await begin()).toBe(303);
});

it('begins a sign-in where the owner has been, however many strangers elsewhere begin one', async () => {
  let address = '198.51.100.1';
  await bridge.close();
  bridge = await openOn({ addressOf: () => address, mostSignIns: 5 });
  await getTokens(bridge);
  const url = authorizeUrl(bridge, await bridge.newClient(), newPkce());
  const statuses = [];
  for (let stranger = 1; stranger <= 5; stranger++) {
    address = `203.0.113.${stranger}`;
    statuses.push((await fetch(url, { redirect: 'manual' })).status);
  }
  expect(statuses).toEqual([303, 303, 303, 303, 429]);
  address = '198.51.100.1';
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
});

it('signs no browser in again that was signed out while it asked for something', async () => {
  const [asked, answer] = [createGate(), createGate()];
  await bridge.close();
  bridge = await openOn({
    async fetchDocument() {
      asked.open();
      await answer.opened;
      return Response.json({ client_id: 'https://slow.example.com/client', redirect_uris: [REDIRECT] });
    },
  });
  const { browser } = await pageFor('consent');
  const slow = browser.get(authorizeUrl(bridge, 'https://slow.example.com/client', newPkce()));
  await asked.opened;
  await signOutBrowsers(bridge.store);
  answer.open();
  await slow;
  const page = await browser.get(authorizeUrl(bridge, await bridge.newClient(), newPkce()));
  expect(page.text).toContain('name="password"');
});

describe('the audit log', () => {
  const noted = () => bridge.audited.map(({ action, outcome }) => `${action} ${outcome}`);

  it('names the client that registered, as all that it does later is told of it', async () => {
    const client = await bridge.newClient();
    expect(bridge.audited).toEqual([
      { action: 'client:register', outcome: 'ok', client, address: '127.0.0.1' },
    ]);
  });

  it('names none where a registration was refused', async () => {
    await bridge.register({ redirect_uris: ['javascript:alert(1)'] });
    expect(bridge.audited).toEqual([{ action: 'client:register', outcome: 'refused', address: '127.0.0.1' }]);
  });

  it('has no word of who is sent away without a look at what he wants', async () => {
    for (let count = 0; count < 30; count++) await bridge.register();
    expect(noted()).toEqual(Array.from({ length: 20 }, () => 'client:register ok'));
  });

  it.each(['too_many', 'busy', 'no_password'] as const)(
    'has no word of a password nobody looked at: %s',
    async (refused) => {
      await bridge.close();
      bridge = await openOn({ signIn: async () => ({ ok: false, refused, retryAfterS: 9 }) });
      await pageFor('consent');
      expect(noted()).toEqual(['client:register ok']);
    },
  );

  it('does not say that the owner refused what a stranger did, however often he does', async () => {
    const { browser, page } = await pageFor('sign-in');
    const form = { action: 'deny', csrf: csrfOf(page) ?? '' };
    for (let count = 0; count < 3; count++) await browser.submit(page, form);
    expect(noted()).toEqual(['client:register ok']);
  });

  it('has each wrong password', async () => {
    const { browser, page } = await pageFor('sign-in');
    await browser.submit(page, { action: 'sign-in', password: 'wrong' });
    expect(bridge.audited.at(-1)).toMatchObject({
      action: 'sign-in',
      outcome: 'refused',
      reason: 'wrong_password',
    });
    expect(bridge.audited.at(-1)?.principal).toBeUndefined();
  });
});

it('ticks for nobody that a client may decide what agents do, or watch over the bridge', async () => {
  const browser = createBrowser(bridge.url);
  const page = await browser.get(authorizeUrl(bridge, await bridge.newClient(), newPkce(), { scope: 'mcp' }));
  const consent = await browser.submit(page, { action: 'sign-in', password: PASSWORD });
  const ticked = [...consent.text.matchAll(/name="scope" value="(\w+)"\s+checked/g)].map(
    ([, scope]) => scope,
  );
  expect(ticked).toEqual(['read', 'chat']);
  for (const scope of ['approve', 'admin']) expect(consent.text).toContain(`value="${scope}"`);
});

describe('registration', () => {
  it.each([
    'javascript:alert(1)',
    'http://evil.example/',
    'https://a.example/#x',
    'https://*.example/',
    'unheard-of://x',
    'https://user@a.example/',
  ])('does not take %s for an answer', async (uri) => {
    const response = await bridge.register({ redirect_uris: [REDIRECT, uri] });
    expect([response.status, await errorOf(response)]).toEqual([400, 'invalid_redirect_uri']);
  });

  it('takes nothing that would be fetched, and no word of what is granted', async () => {
    const response = await bridge.register({
      jwks_uri: 'http://169.254.169.254/',
      sector_identifier_uri: 'https://127.0.0.1/',
      logo_uri: 'https://tracker.example/',
      scope: 'everything',
      client_id: 'mine',
      client_secret: 'mine',
      require_auth_time: true,
    });
    expect(response.status).toBe(201);
    const made = (await response.json()) as Record<string, unknown>;
    expect(made['client_id']).not.toBe('mine');
    for (const name of ['jwks_uri', 'sector_identifier_uri', 'logo_uri', 'scope', 'client_secret'])
      expect(made).not.toHaveProperty(name);
  });

  it('knows an app for an app, and gives a secret to who wants one', async () => {
    const response = await bridge.register({
      redirect_uris: ['cursor://anysphere.cursor-mcp/oauth/callback'],
      token_endpoint_auth_method: 'client_secret_basic',
    });
    expect(await response.json()).toMatchObject({
      application_type: 'native',
      client_secret: expect.stringMatching(/^[\w-]{43,}$/),
      client_secret_expires_at: 0,
    });
  });

  it.each([
    ['no object', '[]', 400],
    ['no JSON', '{', 400],
    ['no redirect', '{}', 400],
    ['too much', `{"x":"${'x'.repeat(60_000)}"}`, 413],
  ])('answers %s in JSON', async (_, body, status) => {
    const headers = { 'content-type': 'application/json', accept: 'text/html' };
    const response = await fetch(`${bridge.url}/oauth/register`, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('error');
  });

  it('is worth nothing once its answers may no longer go where it said', async () => {
    const clientId = await bridge.newClient();
    const strict = await openWebBridge(
      { open: () => bridge.store, discard: async () => {} },
      { redirectUris: ['https://other.example.com/callback'] },
    );
    for (const over of [{}, { redirect_uri: '' }]) {
      const page = await createBrowser(strict.url).get(authorizeUrl(strict, clientId, newPkce(), over));
      expect([page.status, page.location]).toEqual([400, undefined]);
    }
    await strict.close();
  });

  it('slows down who floods it, and tells when to come again', async () => {
    const statuses = [];
    for (let count = 0; count < 25; count++) statuses.push((await bridge.register()).status);
    expect(statuses.indexOf(429)).toBe(20);
    const refused = await bridge.register();
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    bridge.clock.advance(10 * 60_000);
    expect((await bridge.register()).status).toBe(201);
  });

  it('is full at some point, until those are gone that nobody used', async () => {
    const small = await openOn({ mostClients: 2 });
    const answers = [await small.register(), await small.register(), await small.register()];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 503]);
    small.clock.advance(25 * 60 * 60_000);
    expect((await small.register()).status).toBe(201);
    await small.close();
  });

  it('can be closed, and cannot be reached by another spelling', async () => {
    const closed = await openOn({ dynamicRegistration: false });
    for (const path of ['register', 'REGISTER', 'register/', '%72egister', './register', '/register']) {
      const response = await closed.post(`/oauth/${path}`, {});
      expect(response.status).toBeGreaterThanOrEqual(403);
    }
    await closed.close();
  });

  it.each(['REGISTER', 'register/', '%72egister', '/register'])(
    'has no second door: /oauth/%s',
    async (path) => {
      const response = await fetch(`${bridge.url}/oauth/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ redirect_uris: ['javascript:alert(1)'] }),
      });
      expect(response.status).toBe(404);
    },
  );
});

it('answers programs in JSON, without a word of how it is made', async () => {
  const headers = { accept: 'text/html' };
  const response = await bridge.post('/oauth/token', { grant_type: 'password' }, headers);
  expect(response.headers.get('content-type')).toMatch(/json/);
  expect(await response.text()).not.toMatch(/node_modules|\.js|at /);
});

it('says that the store is away without saying more, and logs the rest', async () => {
  const got = await getCode(bridge);
  await bridge.store.close();
  const response = await redeem(bridge, got);
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await response.json()).toEqual({
    error: 'temporarily_unavailable',
    error_description: 'Not available now. Try again in a moment.',
  });
  const page = await createBrowser(bridge.url).get(authorizeUrl(bridge, got.clientId, newPkce()));
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5']);
  expect(page.text).toContain('Not at this moment');
  expect(bridge.logged.length).toBeGreaterThan(0);
});

it.each(['sign-in', 'consent'] as const)(
  'does not call a %s over because the store is away',
  async (step) => {
    const { browser, page } = await pageFor(step);
    await bridge.store.close();
    const away = await browser.submit(page, { action: 'deny' });
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5']);
    expect(away.text).toContain('Not at this moment');
  },
);

it('tells who registers, too, that the store is away', async () => {
  await bridge.store.close();
  const response = await bridge.register();
  expect([response.status, await errorOf(response)]).toEqual([503, 'temporarily_unavailable']);
});

it.each(['register', 'token', 'interaction/aaaaaaaaaaaaaaaaaaaaa'])(
  'fills no log with those who go away while they post to /oauth/%s',
  async (path) => {
    const log = createRecordingLog();
    const heard = createGate();
    const quiet = await openOn({
      log: {
        ...log,
        debug(fields, message) {
          log.debug(fields, message);
          heard.open();
        },
      },
    });
    const socket = connect(Number(new URL(quiet.url).port), '127.0.0.1');
    const head = `POST /oauth/${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue`;
    socket.write(`${head}\r\n\r\n`);
    // Said before the body is read.
    await once(socket, 'data');
    socket.destroy();
    await heard.opened;
    expect(log.lines).toMatchObject([{ level: 'debug', fields: { why: 'gone' } }]);
    await quiet.close();
  },
);
