import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { Gate } from '../auth/gate.ts';
import { OWNER } from '../domain/principal.ts';
import { converse } from './converse.fixture.ts';
import { openPort, type PortOptions } from './port.fixture.ts';
import type { HttpServer } from './http-server.ts';

/** For a machine that has much to do. */
const PATIENT = { timeout: 10_000 };

let server: HttpServer;
let welcome = true;
const sockets: WebSocket[] = [];

const open = async (options: PortOptions = {}) => (server = await openPort(options));
afterEach(async () => {
  welcome = true;
  await server.close();
  for (const ws of sockets.splice(0)) ws.terminate();
});

const gate: Gate = async ({ headers }) =>
  headers.get('authorization') === 'Bearer mine'
    ? { principal: OWNER, isWelcome: async () => welcome }
    : Response.json({ error: 'unauthorized' }, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
const withTokens = { entrance: { gate }, http: { auth: true } };
const mine = { authorization: 'Bearer mine' };

function dial(
  headers: Record<string, string> = {},
  protocols = ['mcp'],
  path = '/mcp',
  options: ClientOptions = {},
): WebSocket {
  const ws = new WebSocket(server.url.replace('http', 'ws') + path, protocols, { headers, ...options });
  sockets.push(ws);
  ws.on('error', () => {});
  return ws;
}

async function connected(headers?: Record<string, string>): Promise<WebSocket> {
  const ws = dial(headers);
  await once(ws, 'open');
  return ws;
}

/** The status and the error with which a handshake is refused. */
async function refusal(ws: WebSocket): Promise<{ status: number | undefined; body: unknown }> {
  const [, response] = (await once(ws, 'unexpected-response')) as [
    unknown,
    AsyncIterable<Buffer> & { statusCode?: number },
  ];
  let body = '';
  for await (const piece of response) body += String(piece);
  return { status: response.statusCode, body: JSON.parse(body) };
}

const closing = async (ws: WebSocket) => (await once(ws, 'close'))[0] as number;

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};
const ping = (id: number) => ({ jsonrpc: '2.0', id, method: 'ping' });
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

const say = (ws: WebSocket, message: unknown) => ws.send(JSON.stringify(message));
/** What is answered to a message. */
async function answer(ws: WebSocket, message: unknown): Promise<unknown> {
  const answering = once(ws, 'message');
  say(ws, message);
  return JSON.parse(String((await answering)[0]));
}

describe('MCP over a WebSocket', () => {
  it('has sessions, as long as it is open', async () => {
    await open();
    const ws = await connected();
    expect(ws.protocol).toBe('mcp');
    expect(await answer(ws, INITIALIZE)).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
    say(ws, { jsonrpc: '2.0', method: 'notifications/initialized' });
    expect(await answer(ws, { jsonrpc: '2.0', id: 2, method: 'tools/list' })).toMatchObject({
      result: { tools: expect.arrayContaining([expect.objectContaining({ name: 'openclaw_chat' })]) },
    });
  });

  it('speaks the revision without sessions', async () => {
    await open();
    const ws = await connected();
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: META } };
    expect(await answer(ws, list)).toMatchObject({ result: { resultType: 'complete' } });
  });

  it('answers in the order in which it was asked', async () => {
    await open();
    const ws = await connected();
    await answer(ws, INITIALIZE);
    const ids: unknown[] = [];
    ws.on('message', (data: Buffer) => ids.push((JSON.parse(data.toString()) as { id: number }).id));
    for (let id = 0; id < 200; id++) say(ws, ping(id));
    await expect.poll(() => ids, PATIENT).toEqual(Array.from({ length: 200 }, (_, id) => id));
  });

  it('says what it cannot read, and goes on', async () => {
    await open();
    const ws = await connected();
    for (const text of ['', '{', '[]', '42', '{"jsonrpc":"1.0"}']) {
      const answering = once(ws, 'message');
      ws.send(text);
      expect(JSON.parse(String((await answering)[0]))).toMatchObject({ error: { code: -32_700 } });
    }
    expect(await answer(ws, INITIALIZE)).toMatchObject({ id: 1 });
  });

  it.each([
    ['bytes that are no text', () => Buffer.from('{}'), 1003],
    ['more than 4 MB at once', () => 'x'.repeat(4 * 1024 * 1024 + 1), 1009],
  ])('ends with %s', async (_, data, code) => {
    await open();
    const ws = await connected();
    ws.send(data());
    expect(await closing(ws)).toBe(code);
  });

  it('tells the client that it is going, and waits for nobody who does not listen', async () => {
    await open();
    const [polite, silent] = [await connected(), await connected()];
    silent.pause();
    const closed = closing(polite);
    await server.close();
    expect(await closed).toBe(1001);
  });

  it('ends when the client no longer answers', async () => {
    await open({ limits: { lookMs: 30 } });
    // Its machine is gone: the connection is open, and nothing comes.
    const [alive, dead] = [await connected(), dial({}, ['mcp'], '/mcp', { autoPong: false })];
    expect(await closing(dead)).toBe(1006);
    expect(alive.readyState).toBe(alive.OPEN);
  });
});

describe('a WebSocket', () => {
  it.each([
    ['a page of somebody else', { origin: 'https://evil.example.com' }, 403],
    ['a page without a name', { origin: 'null' }, 403],
    ['a name that leads to us', { host: 'evil.example.com' }, 403],
    ['two programs under one name', { host: 'localhost@evil.example.com' }, 403],
  ])('is not opened for %s', async (_, headers, status) => {
    await open();
    expect(await refusal(dial(headers))).toMatchObject({ status, body: { error: expect.anything() } });
  });

  it.each([
    ['without a token', {}],
    ['with a wrong token', { authorization: 'Bearer guessed' }],
    ['with a token in the wrong header', { 'x-token': 'mine' }],
  ])('is not opened %s', async (_, headers) => {
    await open(withTokens);
    expect(await refusal(dial(headers))).toMatchObject({ status: 401 });
  });

  it('is opened with a token', async () => {
    await open(withTokens);
    expect(await answer(await connected(mine), INITIALIZE)).toMatchObject({ id: 1 });
  });

  it('is not opened as often as somebody likes who guesses tokens', async () => {
    await open({ ...withTokens, http: { auth: true, addressRateLimit: 30 } });
    const statuses: unknown[] = [];
    for (let i = 0; i < 4; i++)
      statuses.push((await refusal(dial({ authorization: 'Bearer guessed' }))).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  it.each([
    ['at another path', ['mcp'], '/other', 404],
    ['at the path of our health', ['mcp'], '/healthz', 404],
    ['at a path that hides', ['mcp'], '//mcp', 400],
    ['for another protocol', ['chat'], '/mcp', 400],
    ['for no protocol', [], '/mcp', 400],
  ])('is not opened %s', async (_, protocols, path, status) => {
    await open();
    expect(await refusal(dial({}, protocols, path))).toMatchObject({ status });
  });

  it.each([
    ['a version there is none of', 'GET', 'Sec-WebSocket-Version: 7', 426],
    ['no version', 'GET', 'X-A: a', 426],
    ['a bad key', 'GET', 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short', 400],
    ['another method', 'POST', 'Sec-WebSocket-Version: 13', 405],
  ])('is not opened with %s', async (_, method, header, status) => {
    await open();
    const key = header.includes('Key') ? '' : 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    const upgrade = 'Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    const said = await converse(server.url, `${method} /mcp HTTP/1.1\r\n${upgrade}${key}${header}\r\n\r\n`);
    expect(said).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(said).toContain('"error"');
    expect(said).toMatch(/x-content-type-options: nosniff/i);
  });

  it('is closed with the next message once its token is no longer good', async () => {
    await open(withTokens);
    const ws = await connected(mine);
    await answer(ws, INITIALIZE);
    welcome = false;
    say(ws, ping(2));
    expect(await closing(ws)).toBe(1008);
  });

  it('is closed soon when its token is no longer good, though it says nothing', async () => {
    await open({ ...withTokens, limits: { lookMs: 30 } });
    const ws = await connected(mine);
    welcome = false;
    expect(await closing(ws)).toBe(1008);
  });

  it('is closed when nobody can say whether its token is good', async () => {
    const broken: Gate = async () => ({
      principal: OWNER,
      isWelcome: () => Promise.reject(new Error('the store is away')),
    });
    await open({ entrance: { gate: broken } });
    const ws = await connected();
    say(ws, INITIALIZE);
    expect(await closing(ws)).toBe(1011);
  });

  it('is not opened any more for whom the gate lets in while the port closes', async () => {
    let admit = () => {};
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const slow: Gate = async () => {
      asked();
      await new Promise<void>((resolve) => (admit = resolve));
      return { principal: OWNER };
    };
    await open({ entrance: { gate: slow } });
    const refused = refusal(dial());
    await isAsked;
    const closed = server.close();
    admit();
    await closed;
    expect(await refused).toMatchObject({ status: 503 });
  });

  it('makes who says too much wait, and loses nothing he said', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
    try {
      await open({ http: { rateLimit: 5 } });
      const ws = await connected();
      const ids: unknown[] = [];
      ws.on('message', (data: Buffer) => ids.push((JSON.parse(data.toString()) as { id: number }).id));
      say(ws, INITIALIZE);
      for (let id = 2; id <= 8; id++) say(ws, ping(id));
      await vi.waitFor(() => expect(ids).toEqual([1, 2, 3, 4]), PATIENT);
      await vi.advanceTimersByTimeAsync(61_000);
      await vi.waitFor(() => expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8]), PATIENT);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of one person leaves half of the connections to others', async () => {
    await open({ http: { maxConnections: 10 } });
    for (let i = 0; i < 5; i++) await connected();
    expect(await refusal(dial())).toMatchObject({ status: 503 });
  });

  it('that is open does not make room for those who ask nothing', async () => {
    await open({ http: { maxConnections: 10 } });
    const ws = await connected();
    const silent = Array.from({ length: 11 }, () => connect(Number(new URL(server.url).port), '127.0.0.1'));
    try {
      await once(silent[1] ?? ws, 'close');
      expect(await answer(ws, INITIALIZE)).toMatchObject({ id: 1 });
    } finally {
      for (const socket of silent) socket.destroy();
    }
  });
});
