import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Deed } from '../../domain/audit-record.ts';
import { createSteppedClock, type SteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import type { Log } from '../../domain/port/log.ts';
import type { Store } from '../../domain/port/store.ts';
import { SCOPES } from '../../domain/principal.ts';
import {
  createAuthorizationServer,
  type AuthorizationServer,
  type AuthorizationServerOptions,
} from './authorization-server.ts';
import { createBrowser, type Browser, type Page } from './browser.fixture.ts';

export const PASSWORD = 'correct horse battery staple';
export const REDIRECT = 'https://app.example.com/callback';

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly expires_in: number;
}

/** An authorization server on a socket, with a real store, and what clients and people do with it. */
export interface WebBridge {
  readonly url: string;
  readonly server: AuthorizationServer;
  readonly store: Store;
  readonly clock: SteppedClock;
  readonly audited: readonly Deed[];
  readonly logged: readonly string[];
  /** A second process on the same store, behind the same address. */
  again(over?: Partial<AuthorizationServerOptions>): Promise<AuthorizationServer>;
  register(metadata?: object): Promise<Response>;
  newClient(metadata?: object): Promise<string>;
  post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  close(): Promise<void>;
}

/** Where it keeps everything. */
export interface TempStore {
  open(): Store | Promise<Store>;
  discard(): Promise<void>;
}

export async function openWebBridge(
  temp: TempStore,
  over: Partial<AuthorizationServerOptions> = {},
  /** How many processes take the requests by turns. */
  nodes = 1,
): Promise<WebBridge> {
  const store = await temp.open();
  const clock = createSteppedClock(Date.now());
  const audited: Deed[] = [];
  const logged: string[] = [];
  const tell = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug: tell, info: tell, warn: tell, error: tell };
  const servers: AuthorizationServer[] = [];
  let turn = 0;
  const http = createServer((req, res) => {
    const server = servers[turn++ % nodes];
    if (server === undefined) return void res.destroy();
    const [path = ''] = (req.url ?? '').split('?');
    const isOurs = server.owns(path) || path.startsWith('http');
    (isOurs ? server.handle(req, res) : guardDoor(server, req, res)).catch(() => res.destroy());
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const again = async (more: Partial<AuthorizationServerOptions> = {}) =>
    await createAuthorizationServer({
      issuer: url,
      grants: store.grants,
      keyring: store.keyring,
      clock,
      log,
      person: { id: 'owner', scopes: SCOPES },
      signIn: async ({ password }) =>
        password === PASSWORD ? { ok: true } : { ok: false, refused: 'wrong_password', retryAfterS: 0 },
      instances: () => ['home', 'lab'],
      redirectUris: [],
      dynamicRegistration: true,
      addressOf: ({ socket }) => socket.remoteAddress ?? '',
      audit: (record) => void audited.push(record),
      ...over,
      ...more,
    });
  for (const node of Array.from({ length: nodes }, (_, index) => index)) {
    const { grants, keyring } = node === 0 ? store : await temp.open();
    servers.push(await again({ grants, keyring }));
  }
  const [made] = servers;
  if (made === undefined) throw new Error('a bridge has at least one process');
  const issuer = over.issuer ?? url;
  const base = url + new URL(issuer).pathname.replace(/\/$/, '');
  const register = async (metadata: object = {}) =>
    await fetch(`${base}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'An App', redirect_uris: [REDIRECT], ...metadata }),
    });
  return {
    url: base,
    server: made,
    store,
    clock,
    audited,
    logged,
    again,
    register,
    async newClient(metadata) {
      const { client_id: id } = (await (await register(metadata)).json()) as { client_id: string };
      return id;
    },
    post: async (path, form, headers = {}) =>
      await fetch(base + path, { method: 'POST', body: new URLSearchParams(form), headers }),
    async close() {
      http.close();
      http.closeAllConnections();
      await temp.discard();
    },
  };
}

/** What stands behind: whoever has a token is told who he is, everybody else how to get one. */
async function guardDoor(
  server: AuthorizationServer,
  { url = '/', headers }: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
  const known = await server.verify(token);
  if (known !== undefined) return void res.end(JSON.stringify(known));
  const metadata = server.metadataUrl(url);
  res.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${metadata}"` }).end();
}

export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
}

export function newPkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export function authorizeUrl(
  { url }: Pick<WebBridge, 'url'>,
  clientId: string,
  { challenge }: Pkce,
  over: Readonly<Record<string, string | undefined>> = {},
): string {
  const params = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT,
    state: 'st',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    resource: `${url}/mcp`,
    ...over,
  };
  const said = Object.entries(params).filter((one): one is [string, string] => one[1] !== undefined);
  return `${url}/oauth/authorize?${new URLSearchParams(said).toString()}`;
}

/** Signs in if asked, and allows everything; the page is the redirect to the client. */
export async function allowAll(browser: Browser, page: Page, more: object = {}): Promise<Page> {
  const signedIn = page.text.includes('name="password"')
    ? await browser.submit(page, { action: 'sign-in', password: PASSWORD })
    : page;
  const ticked = [...signedIn.text.matchAll(/name="scope" value="([^"]*)"/g)].map(([, value]) => value ?? '');
  return await browser.submit(signedIn, {
    action: 'allow',
    scope: ticked,
    instance: ['home', 'lab'],
    ...more,
  });
}

export function answerOf({ location = '' }: Page): Record<string, string> {
  return Object.fromEntries(new URL(location).searchParams);
}

/** All of it: a new client, a new browser, a code. */
export async function getCode(
  bridge: WebBridge,
  over: Readonly<Record<string, string | undefined>> = {},
): Promise<{ readonly clientId: string; readonly code: string; readonly pkce: Pkce }> {
  const clientId = await bridge.newClient();
  const pkce = newPkce();
  const browser = createBrowser(bridge.url);
  const page = await browser.get(authorizeUrl(bridge, clientId, pkce, over));
  const { code = '' } = answerOf(await allowAll(browser, page));
  return { clientId, code, pkce };
}

export async function redeem(
  bridge: WebBridge,
  { clientId, code, pkce }: { readonly clientId: string; readonly code: string; readonly pkce: Pkce },
  over: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await bridge.post('/oauth/token', {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: REDIRECT,
    code_verifier: pkce.verifier,
    ...over,
  });
}

export async function refresh(
  bridge: WebBridge,
  clientId: string,
  token: string,
  over: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await bridge.post('/oauth/token', {
    grant_type: 'refresh_token',
    client_id: clientId,
    refresh_token: token,
    ...over,
  });
}

export async function getTokens(
  bridge: WebBridge,
  over: Readonly<Record<string, string | undefined>> = {},
): Promise<Tokens & { readonly clientId: string }> {
  const got = await getCode(bridge, over);
  const tokens = (await (await redeem(bridge, got)).json()) as Tokens;
  return { ...tokens, clientId: got.clientId };
}
