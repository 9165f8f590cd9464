import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Gate } from '../auth/gate.ts';
import { aGuest } from '../domain/principal.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { converse } from './converse.fixture.ts';
import type { Entrance } from './entrance.ts';
import { openPort, type PortOptions } from './port.fixture.ts';
import type { HttpServer } from './http-server.ts';

let server: HttpServer;

const open = async (options: PortOptions = {}) => (server = await openPort(options));
afterEach(() => server.close());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(server.url + path, { method, headers });
const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
const post = (headers: Record<string, string> = {}) =>
  fetch(`${server.url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: LIST,
  });
/** Without a session a client of that era is told so: by then it has been let in. */
const LET_IN = 400;

/** Lets in who has the token of that name. */
const gate: Gate = async ({ headers }) => {
  const token = headers.get('authorization');
  if (token === 'Bearer mine') return { principal: OWNER };
  return token === 'Bearer other' ? { principal: aGuest() } : new Response('{}', { status: 401 });
};
const withTokens = { entrance: { gate }, http: { auth: true, rateLimit: 20, addressRateLimit: 30 } };
const as = (token: string) => ({ authorization: `Bearer ${token}` });

/** Statuses of so many requests, and how often each came. */
async function tally(count: number, ask: () => Promise<Response>): Promise<Record<number, number>> {
  const seen: Record<number, number> = {};
  for (let i = 0; i < count; i++) {
    const { status } = await ask();
    seen[status] = (seen[status] ?? 0) + 1;
  }
  return seen;
}

describe('how often somebody may ask', () => {
  it('is counted by person once he is let in, and he is told when to come again', async () => {
    await open(withTokens);
    expect(await tally(22, () => post(as('mine')))).toEqual({ [LET_IN]: 20, 429: 2 });
    expect((await post(as('other'))).status).toBe(LET_IN);
    const refused = await post(as('mine'));
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await refused.json()).toMatchObject({
      error: { message: expect.stringContaining('Try again in') },
    });
  });

  it('is counted by address while nobody knows who it is', async () => {
    await open(withTokens);
    expect(await tally(33, () => post())).toEqual({ 401: 30, 429: 3 });
    expect((await get('/')).status).toBe(429);
  });

  it('is ten times less with wrong tokens, and nobody looks at them any more', async () => {
    const looks = vi.fn<Gate>(gate);
    await open({ ...withTokens, entrance: { gate: looks } });
    expect(await tally(5, () => post(as('guessed')))).toEqual({ 401: 3, 429: 2 });
    expect(looks).toHaveBeenCalledTimes(3);
  });

  it('is not up to others at the same address, for somebody who was let in before', async () => {
    await open(withTokens);
    await post(as('mine'));
    await tally(40, () => post());
    expect((await post(as('mine'))).status).toBe(LET_IN);
    expect((await post(as('other'))).status).toBe(429);
  });

  it('does not matter to who asks for our health', async () => {
    await open(withTokens);
    await tally(31, () => post());
    for (const path of ['/healthz', '/readyz', '/health']) expect((await get(path)).status).toBe(200);
  });

  it('is counted by what a trusted proxy says, and not by what anybody says', async () => {
    await open({
      ...withTokens,
      http: { ...withTokens.http, trustProxy: [{ address: '127.0.0.0', bits: 8 }] },
    });
    const from = (address: string) => () => post({ 'x-forwarded-for': address });
    expect(await tally(31, from('192.0.2.7'))).toEqual({ 401: 30, 429: 1 });
    expect(await tally(1, from('198.51.100.1'))).toEqual({ 401: 1 });
    expect(await tally(1, from('198.51.100.1, 192.0.2.7'))).toEqual({ 429: 1 });
    await server.close();
    await open(withTokens);
    let last = 0;
    expect(await tally(31, () => from(`192.0.2.${last++}`)())).toEqual({ 401: 30, 429: 1 });
  });

  it('does not matter without authentication, unless somebody says so', async () => {
    await open();
    expect(await tally(700, () => get('/'))).toEqual({ 200: 700 });
    await server.close();
    await open({ http: { rateLimit: 20 } });
    expect(await tally(21, () => post())).toEqual({ [LET_IN]: 20, 429: 1 });
  });
});

describe('the paths of an authorization server', () => {
  const serving = (handle: () => void): Partial<Entrance> => ({
    authorization: {
      owns: (path) => path.startsWith('/oauth/'),
      handle(_, res) {
        handle();
        res.end('theirs');
      },
    },
  });

  it('are served after the same checks', async () => {
    const handle = vi.fn<() => void>();
    await open({ ...withTokens, entrance: { gate, ...serving(handle) } });
    expect(await (await get('/oauth/token?x=/healthz')).text()).toBe('theirs');
    expect((await get('/oauth/token', { origin: 'https://evil.example.com' })).status).toBe(403);
    expect((await get('/oauth/x%2fhealthz')).status).toBe(400);
    expect(handle).toHaveBeenCalledTimes(1);
    await tally(40, () => get('/oauth/token'));
    expect(handle).toHaveBeenCalledTimes(30);
  });

  it('that fail are answered in JSON, and the log has the reason', async () => {
    const throwing = () => {
      throw new Error('secret reason');
    };
    await open({ entrance: serving(throwing) });
    const response = await get('/oauth/token');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it('are not served to a request behind one that closes the connection', async () => {
    const handle = vi.fn<() => void>();
    await open({ entrance: serving(handle) });
    const { host } = new URL(server.url);
    const hidden = `GET /oauth/token HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    await converse(server.url, `GET //x HTTP/1.1\r\nHost: ${host}\r\n\r\n${hidden}`);
    expect(handle).not.toHaveBeenCalled();
  });

  it('are served one after the other to who asks several things at once', async () => {
    const handle = vi.fn<() => void>();
    await open({ entrance: serving(handle) });
    const { host } = new URL(server.url);
    const one = `GET /oauth/token HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const last = `GET /oauth/token HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const said = await converse(server.url, `${one}${one}${last}`);
    expect(said.match(/theirs/g)).toHaveLength(3);
  });
});

describe('every answer', () => {
  const paths = [
    ['GET', '/'],
    ['GET', '/healthz'],
    ['GET', '/nothing'],
    ['POST', '/mcp'],
    ['PUT', '/mcp'],
    ['OPTIONS', '/mcp'],
    ['GET', '/%00'],
  ] as const;

  it.each(paths)('has headers that keep browsers from mischief: %s %s', async (method, path) => {
    await open();
    const { headers } = await get(path, {}, method);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': expect.stringMatching(/no-store|no-cache/),
    });
    for (const name of ['server', 'x-powered-by', 'strict-transport-security'])
      expect(headers.has(name)).toBe(false);
  });

  it('says that we are to be visited over https, where that is our address', async () => {
    await open({ entrance: { issuer: new URL('https://claw.example.com') } });
    expect((await get('/healthz')).headers.get('strict-transport-security')).toBe('max-age=31536000');
    await server.close();
    await open({ entrance: { issuer: new URL('http://claw.example.com') } });
    expect((await get('/healthz')).headers.has('strict-transport-security')).toBe(false);
  });
});

describe('a method', () => {
  it.each([
    ['PUT', '/mcp', 405, 'GET, POST, DELETE'],
    ['HEAD', '/mcp', 405, 'GET, POST, DELETE'],
    ['HEAD', '/sse', 405, 'GET'],
    ['TRACE', '/healthz', 405, 'GET, HEAD'],
    ['POST', '/healthz', 405, 'GET, HEAD'],
    ['OPTIONS', '/mcp', 204, 'GET, POST, DELETE'],
    ['HEAD', '/healthz', 200, null],
    ['PUT', '/nothing', 404, null],
  ])('%s of %s is answered with %i', async (method, path, status, allow) => {
    await open();
    const answer = await converse(
      server.url,
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(/^allow: (.*)\r$/im.exec(answer)?.[1] ?? null).toBe(allow);
  });
});

describe('a path', () => {
  it.each([
    '/..',
    '/../etc/passwd',
    '/mcp/../healthz',
    '/./healthz',
    '//healthz',
    '/healthz//',
    '/%2e%2e/healthz',
    '/%2E/healthz',
    '/mcp%2fhealthz',
    '/mcp%5c..',
    '/mcp\\healthz',
    '/mcp%00',
    '/mcp%0d%0aSet-Cookie:x',
    '/%252e%252e/healthz',
    '/mcp#x',
  ])('that could be read in two ways is not read at all: %s', async (path) => {
    await open();
    const answer = await converse(server.url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"error"');
  });

  it.each(['/MCP', '/mcp/', '/healthz.json', '/%zz', '/;', '/.well-known/nothing', '/~', '/%c3%a4'])(
    'that we do not have is not found: %s',
    async (path) => {
      await open();
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } });
    },
  );
});

describe('a connection that Node hands over', () => {
  it('may be reset at any time', async () => {
    await open();
    const { hostname, port } = new URL(server.url);
    const reset = async () => {
      const socket = connect(Number(port), hostname).on('error', () => {});
      await once(socket, 'connect');
      socket.write('CONNECT x:1 HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await new Promise((resolve) => setImmediate(resolve));
      socket.resetAndDestroy();
      await once(socket, 'close');
    };
    for (let i = 0; i < 50; i++) await reset();
    expect((await get('/healthz')).status).toBe(200);
  });

  it('may ask for HTTP/2 with every request, and hears HTTP/1.1', async () => {
    const warned = vi.fn<(warning: Error) => void>();
    process.on('warning', warned);
    await open();
    const ask = (connection: string) =>
      `GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`;
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.setEncoding('utf8');
    for (let i = 0; i < 30; i++) {
      socket.write(ask('Upgrade, HTTP2-Settings'));
      expect((await once(socket, 'data'))[0]).toMatch(/^HTTP\/1.1 200 /);
    }
    socket.destroy();
    process.off('warning', warned);
    expect(warned.mock.calls).toEqual([]);
  });
});
