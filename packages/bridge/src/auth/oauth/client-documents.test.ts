import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import { createPublicFetch } from '../../net/public-fetch.ts';
import { createTempStore } from '../../store/sqlite/temp-store.fixture.ts';
import {
  allowAll,
  answerOf,
  authorizeUrl,
  newPkce,
  openWebBridge,
  redeem,
  type WebBridge,
} from './bridge-on-the-web.fixture.ts';
import { createBrowser } from './browser.fixture.ts';

const ID = 'https://app.example.com/oauth/client.json';
const AT = 'http://localhost:51234/callback';

let bridge: WebBridge;
let fetched: string[] = [];

afterEach(async () => {
  fetched = [];
  await bridge.close();
});

/** A bridge that finds this document wherever it looks. */
async function openWith(document: object | string, status = 200): Promise<void> {
  bridge = await openWebBridge(createTempStore(), {
    async fetchDocument(url) {
      fetched.push(url);
      const text = typeof document === 'string' ? document : JSON.stringify(document);
      return new Response(text, { status, headers: { 'cache-control': 'max-age=600' } });
    },
  });
}

const aDocument = (over: object = {}) => ({
  client_id: ID,
  client_name: 'The App',
  redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  token_endpoint_auth_method: 'none',
  ...over,
});

const ask = async (clientId = ID, redirect = AT) => {
  const browser = createBrowser(bridge.url);
  const pkce = newPkce();
  const page = await browser.get(authorizeUrl(bridge, clientId, pkce, { redirect_uri: redirect }));
  return { browser, pkce, page };
};

describe('a client whose id is an address', () => {
  it('is let in without registering, at any port, and is looked up once', async () => {
    await openWith(aDocument());
    const server = await fetch(`${bridge.url}/.well-known/oauth-authorization-server`);
    expect(await server.json()).toMatchObject({ client_id_metadata_document_supported: true });
    for (const _ of ['first', 'second']) {
      const { browser, pkce, page } = await ask();
      expect(page.text).toContain('The App');
      const { code = '' } = answerOf(await allowAll(browser, page));
      const tokens = await redeem(bridge, { clientId: ID, code, pkce }, { redirect_uri: AT });
      expect(tokens.status).toBe(200);
    }
    expect(fetched).toEqual([ID]);
    expect(await bridge.store.grants.count('Client', bridge.clock.now())).toBe(0);
  });

  it('may go on with its sign-in at a process that has not looked it up yet', async () => {
    await openWith(aDocument());
    const { browser, page } = await ask();
    const other = await bridge.again();
    const http = createServer((req, res) => void other.handle(req, res)).listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const { pathname } = new URL(page.url);
    const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const shown = await fetch(`http://127.0.0.1:${port}${pathname}`, { headers: { cookie } });
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain('The App');
    expect(fetched).toEqual([ID, ID]);
    http.close();
  });

  it('is vouched for by the address on the page', async () => {
    await openWith(aDocument());
    const { browser, page } = await ask();
    const consent = await browser.submit(page, {
      action: 'sign-in',
      password: 'correct horse battery staple',
    });
    expect(consent.text.replaceAll('<wbr />', '')).toContain('app.example.com');
  });

  it.each<[string, string, object | string, number?]>([
    ['names another client', 'client_id is not', aDocument({ client_id: 'https://other.example/' })],
    ['has a bad redirect', 'redirect_uris: ', aDocument({ redirect_uris: ['javascript:alert(1)'] })],
    [
      'has a redirect without encryption',
      'redirect_uris: ',
      aDocument({ redirect_uris: [AT, 'http://evil.example/'] }),
    ],
    [
      'wants a secret',
      'token_endpoint_auth_method',
      aDocument({ token_endpoint_auth_method: 'client_secret_post' }),
    ],
    [
      'wants keys',
      'token_endpoint_auth_method',
      aDocument({ token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://10.0.0.1/' }),
    ],
    ['is no object', 'must be a JSON object', '[]'],
    ['is no JSON', 'it is no JSON', '<html>'],
    ['is not there', '404', aDocument(), 404],
    ['is somewhere else', '302', aDocument(), 302],
  ])('is not known when its document %s, and the log says why: %s', async (_, reason, document, status) => {
    await openWith(document, status);
    const { page } = await ask();
    expect([page.status, page.location]).toEqual([400, undefined]);
    expect(page.text).not.toContain('name="password"');
    const said = bridge.logged.filter((line) => line.includes('"reason"'));
    // The provider tries again before it gives up.
    expect(said).toHaveLength(fetched.length);
    for (const line of said) {
      expect(line).toContain(reason);
      expect(line).toContain(ID);
    }
  });

  it.each([
    'http://app.example.com/client.json',
    'https://user@app.example.com/client.json',
    'https://app.example.com/a/../client.json',
    'https://app.example.com/client.json#x',
    'https://app.example.com\\client.json',
    'HTTPS ://app.example.com',
  ])('is not looked up when the address is %s', async (id) => {
    await openWith(aDocument({ client_id: id }));
    const { page } = await ask(id);
    expect(page.status).toBe(400);
    expect(fetched).toEqual([]);
  });

  it('is not looked up without end for somebody who makes up addresses', async () => {
    await openWith('none', 404);
    for (let count = 0; count < 15; count++) await ask(`https://app.example.com/${count}`);
    expect(fetched).toHaveLength(10);
  });

  it.each([
    'https://127.0.0.1/client.json',
    'https://169.254.169.254/latest/meta-data/',
    'https://localhost/client.json',
    'https://[::1]/client.json',
  ])('cannot be %s, with what the roof fetches with', async (id) => {
    bridge = await openWebBridge(createTempStore(), {
      fetchDocument: createPublicFetch({ clock: createSteppedClock() }),
    });
    const { page } = await ask(id);
    expect([page.status, page.location]).toEqual([400, undefined]);
    expect(page.text).not.toMatch(/public internet|ECONN/);
  });

  it('is not known where nothing is fetched', async () => {
    bridge = await openWebBridge(createTempStore());
    expect((await ask()).page.status).toBe(400);
  });
});
