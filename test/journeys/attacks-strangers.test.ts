import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './clients.ts';
import { makeHome, runProgram, type Environment } from './program.ts';
import { answerTo, openWire, parseAnswer } from './wire.ts';
import { makeToken, revokeToken } from './with-token.ts';

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'journey', version: '1' } },
};
const FOREIGN = [
  ['a name that leads to us', { Host: 'evil.example.com' }],
  ['a name that begins like ours', { Host: 'localhost.evil.example.com' }],
  ['our name as a user of another', { Host: 'localhost@evil.example.com' }],
  ['another page', { Origin: 'https://evil.example.com' }],
  ['a page without a name', { Origin: 'null' }],
  ['our own address without TLS', { Origin: 'http://claw.example.com' }],
  ['our own address on another port', { Origin: 'https://claw.example.com:8443' }],
  ['two pages at once', { Origin: 'https://claw.example.com, https://evil.example.com' }],
] as const;

/** A server that asks for tokens, behind a proxy of this machine, and whoever else reaches it. */
describe('a stranger', () => {
  const home = makeHome();
  let gateway: Simulator;
  let server: RunningServer;
  let env: Environment;

  beforeAll(async () => {
    gateway = await startSimulator();
    env = {
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
      AUTH_ENABLED: 'true',
      CLAWBRIDGE_AUTH_MODE: 'token',
      MCP_ISSUER_URL: 'https://claw.example.com',
      TRUST_PROXY: 'loopback',
    };
    server = await startServer(env);
  });
  afterAll(async () => {
    await server.stop();
    await gateway.stop();
    home.remove();
  });

  /** The answer to a request with these headers, over a connection of its own. */
  async function ask(head: string, headers: Readonly<Record<string, string>>) {
    const lines = Object.entries({ Host: 'localhost', Connection: 'close', ...headers });
    const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return parseAnswer(await answerTo(server.url, `${head} HTTP/1.1\r\n${text}\r\n`));
  }

  it.each(FOREIGN)('is refused on every path when he comes from %s', async (_, headers) => {
    for (const head of [
      'POST /mcp',
      'GET /mcp',
      'GET /sse',
      'POST /messages',
      'GET /healthz',
      'GET /readyz',
      'GET /',
      'OPTIONS /mcp',
      'GET /.well-known/oauth-protected-resource',
      'POST /oauth/token',
      'GET /nothing',
    ]) {
      const { status, headers: answered } = await ask(head, headers);
      expect([head, status]).toEqual([head, 403]);
      expect(answered['access-control-allow-origin']).toBeUndefined();
    }
  });

  it.each(FOREIGN)('gets no WebSocket when he comes from %s', async (_, headers) => {
    const { status, body } = await ask('GET /mcp', {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Protocol': 'mcp',
      ...headers,
    });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ error: { message: expect.any(String) } });
  });

  it.each([
    ['the public address', { Host: 'claw.example.com' }],
    ['the public address and its own page', { Host: 'claw.example.com', Origin: 'https://claw.example.com' }],
    ['this machine', { Origin: 'http://localhost:5173' }],
  ])('is not who comes by %s', async (_, headers) => {
    expect((await ask('GET /healthz', headers)).status).toBe(200);
  });

  it('ends nothing by resetting a connection on which he asked for a proxy', async () => {
    for (let i = 0; i < 50; i++) {
      const { socket, send } = openWire(server.url);
      await once(socket, 'connect');
      send('CONNECT example.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await new Promise((resolve) => setImmediate(resolve));
      socket.resetAndDestroy();
    }
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(server.program.process.exitCode).toBeNull();
  });

  it('is not believed that he came over another host or protocol', async () => {
    const headers = {
      'X-Forwarded-Host': 'evil.example.com',
      'X-Forwarded-Proto': 'http',
      Forwarded: 'host=x',
    };
    const { status, headers: answered } = await ask('POST /mcp', headers);
    expect(status).toBe(401);
    expect(answered['www-authenticate']).toContain('https://claw.example.com/');
    expect(JSON.stringify(answered)).not.toContain('evil');
  });

  it('may not guess tokens for long, and holds up nobody else', async () => {
    const statuses = [];
    for (let i = 0; i < 35; i++)
      statuses.push(
        (await ask('POST /mcp', { Authorization: `Bearer guess${i}`, 'X-Forwarded-For': '203.0.113.9' }))
          .status,
      );
    expect(statuses).toEqual([
      ...Array.from({ length: 30 }, () => 401),
      ...Array.from({ length: 5 }, () => 429),
    ]);
    const refused = await ask('POST /mcp', { 'X-Forwarded-For': 'lies, 203.0.113.9' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask('POST /mcp', { 'X-Forwarded-For': '203.0.113.9, 198.51.100.1' })).status).toBe(401);
  });

  it('gets no WebSocket with a token that is none', async () => {
    const ws = new WebSocket(`${server.url.replace('http', 'ws')}/mcp`, ['mcp'], {
      headers: { authorization: 'Bearer guessed' },
    });
    ws.on('error', () => {});
    const [, response] = (await once(ws, 'unexpected-response')) as [unknown, IncomingMessage];
    expect([response.statusCode, response.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining('invalid_token'),
    ]);
    ws.terminate();
  });

  it('is whoever loses his token, on a WebSocket that is open, too', async () => {
    const made = await makeToken(env);
    const ws = new WebSocket(`${server.url.replace('http', 'ws')}/mcp`, ['mcp'], {
      headers: { authorization: `Bearer ${made.token}` },
    });
    await once(ws, 'open');
    const say = async (message: object) => {
      const answering = once(ws, 'message');
      ws.send(JSON.stringify(message));
      return JSON.parse(String((await answering)[0])) as unknown;
    };
    await say(initialize);
    ws.send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }));
    const chat = { name: 'openclaw_chat', arguments: { message: 'hi' } };
    expect(
      JSON.stringify(await say({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: chat })),
    ).toContain('ECHO: hi');
    await revokeToken(env, made);
    const closing = once(ws, 'close');
    ws.send(JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: chat }));
    expect((await closing)[0]).toBe(1008);
    expect(gateway.turns).toHaveLength(1);
  });

  it.each(['true', '1', '0.0.0.0/0'])('is not trusted as a proxy by TRUST_PROXY=%s', async (value) => {
    const { code, stderr } = await runProgram(['serve', '--port', '0'], { ...env, TRUST_PROXY: value });
    expect(code).toBe(78);
    expect(stderr).toContain('loopback (a proxy on this machine)');
  });
});
