import { request } from 'node:http';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './clients.ts';
import { makeHome, runProgram, type Environment } from './program.ts';

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'journey', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** What anybody on the network may send to the HTTP door, and what he gets. */
describe('the HTTP door', () => {
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
      ALLOWED_HOSTS: 'claw.example.com',
      CORS_ORIGINS: 'https://app.example.com, *.trusted.example',
    };
    server = await startServer(env);
  });
  afterAll(async () => {
    await server.stop();
    await gateway.stop();
    home.remove();
  });

  /** node:http, because fetch sets Host and Origin itself. */
  function send(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, server.url), { method, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
  const post = (message: unknown, headers: Record<string, string> = {}, path = '/mcp') =>
    send(
      'POST',
      path,
      { ...JSON_HEADERS, ...headers },
      typeof message === 'string' ? message : JSON.stringify(message),
    );
  const initialize = (version = '2025-11-25') => ({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: version, capabilities: {}, clientInfo: { name: 'journey', version: '1' } },
  });
  const call = (id: number, args: object) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'openclaw_chat', arguments: args },
  });
  async function begin(version?: string): Promise<Record<string, string>> {
    const answer = await post(initialize(version));
    expect(answer.status).toBe(200);
    return {
      'mcp-session-id': String(answer.headers['mcp-session-id']),
      'mcp-protocol-version': version ?? '2025-11-25',
    };
  }

  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('speaks revision %s', async (version) => {
    const answer = await post(initialize(version));
    expect(answer.body).toContain(`"protocolVersion":"${version}"`);
    const session = await begin(version);
    expect((await post(call(2, { message: 'hi' }), session)).body).toContain('ECHO: hi');
  });

  it('speaks revision 2026-07-28 without a session', async () => {
    const message = { ...call(1, { message: 'hi' }) };
    const headers = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'openclaw_chat',
    };
    const answer = await post({ ...message, params: { ...message.params, _meta: META } }, headers);
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('ECHO: hi') });
    expect(answer.headers['mcp-session-id']).toBeUndefined();
  });

  it('takes what clients post to the bare address', async () => {
    expect((await post(initialize(), {}, '/')).body).toContain('"serverInfo"');
  });

  it('answers an unknown session with 404, so that clients begin anew by themselves', async () => {
    expect(await post(call(2, { message: 'x' }), { 'mcp-session-id': 'gone' })).toMatchObject({
      status: 404,
      body: expect.stringContaining('-32001'),
    });
    expect(
      (await send('GET', '/mcp', { accept: 'text/event-stream', 'mcp-session-id': 'gone' })).status,
    ).toBe(404);
    expect((await send('DELETE', '/mcp', { 'mcp-session-id': 'gone' })).status).toBe(404);
  });

  it('ends a session when asked to', async () => {
    const session = await begin();
    expect((await send('DELETE', '/mcp', session)).status).toBe(200);
    expect((await post(call(2, { message: 'x' }), session)).status).toBe(404);
  });

  it('resumes a stream that broke', async () => {
    const session = await begin();
    const answer = await post(call(2, { message: 'again' }), session);
    const [, first = ''] = /^id: (\S+)$/m.exec(answer.body) ?? [];
    const resumed = await readUntil(
      server.url,
      { ...session, accept: 'text/event-stream', 'last-event-id': first },
      'ECHO: again',
    );
    expect(resumed).toContain('ECHO: again');
  });

  it.each([
    ['a foreign host', { host: 'evil.example.com' }],
    ['a host that resolves to us', { host: 'localhost.evil.example.com:3000' }],
    ['a foreign origin', { origin: 'https://evil.example.com' }],
    ['an origin without a name', { origin: 'null' }],
    ['an origin that looks like ours', { origin: 'https://app.example.com.evil.example' }],
  ])('refuses %s on every path', async (_, headers) => {
    for (const [method, path] of [
      ['POST', '/mcp'],
      ['GET', '/mcp'],
      ['GET', '/sse'],
      ['POST', '/messages'],
      ['GET', '/healthz'],
      ['GET', '/'],
      ['OPTIONS', '/mcp'],
    ] as const) {
      const answer = await send(method, path, headers);
      expect([method, path, answer.status]).toEqual([method, path, 403]);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it.each([
    ['the loopback names', { host: 'localhost:80', origin: 'http://127.0.0.1:5173' }],
    ['a host that was allowed', { host: 'claw.example.com' }],
    ['an origin that was allowed', { origin: 'https://app.example.com' }],
    ['a subdomain that was allowed', { origin: 'https://a.trusted.example' }],
  ])('accepts %s', async (_, headers) => {
    expect((await send('GET', '/healthz', headers)).status).toBe(200);
  });

  it('lets an allowed origin call from a browser', async () => {
    const answer = await send('OPTIONS', '/mcp', {
      origin: 'https://app.example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,mcp-session-id',
    });
    expect(answer).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-origin': 'https://app.example.com' },
    });
    expect(answer.headers['access-control-allow-headers']).toContain('mcp-session-id');
  });

  it.each([
    ['no JSON', '{"jsonrpc":', {}, 400, '-32700'],
    ['an empty body', '', {}, 400, '-32700'],
    ['a body of more than 4 MB', JSON.stringify({ x: 'y'.repeat(4 * 1024 * 1024) }), {}, 413, '4194304'],
    ['another content type', '{}', { 'content-type': 'text/plain' }, 415, 'application/json'],
    ['a request without a session', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}', {}, 400, 'initialize'],
    ['JSON that is no message', '42', {}, 400, 'error'],
  ])('refuses %s with a JSON-RPC error', async (_, body, headers, status, text) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(text);
    expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: '2.0', error: { message: expect.any(String) } });
    expect(answer.body).not.toMatch(/at .*\.(ts|js|cjs):\d/);
  });

  it('refuses a body of more than 4 MB that does not say how long it is', async () => {
    const answer = await new Promise<number>((resolve, reject) => {
      const outgoing = request(
        new URL('/mcp', server.url),
        { method: 'POST', headers: JSON_HEADERS },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      outgoing.on('error', reject);
      for (let i = 0; i < 80; i++) outgoing.write('y'.repeat(64 * 1024));
      outgoing.end();
    });
    expect(answer).toBe(413);
  });

  it('refuses batches where the revision has none', async () => {
    const session = await begin('2025-06-18');
    const batch = [
      { jsonrpc: '2.0', id: 5, method: 'ping' },
      { jsonrpc: '2.0', id: 6, method: 'ping' },
    ];
    expect(await post(batch, session)).toMatchObject({ status: 400, body: expect.stringContaining('batch') });
  });

  it('takes a message of a million characters of any script', async () => {
    const session = await begin();
    const answer = await post(call(2, { message: '😀'.repeat(499_999) }), session);
    expect(answer.body).toContain('ECHO: 😀');
  });

  it('refuses strangers at the legacy message path', async () => {
    expect((await post(initialize(), {}, '/messages?sessionId=none')).status).toBe(404);
  });

  it('tells its health, and the paths it has', async () => {
    expect(JSON.parse((await send('GET', '/healthz')).body)).toMatchObject({
      status: 'ok',
      version: expect.any(String),
    });
    expect(JSON.parse((await send('GET', '/readyz')).body)).toMatchObject({ ready: true });
    expect(JSON.parse((await send('GET', '/health')).body)).toMatchObject({
      status: 'ok',
      legacySseSupported: true,
    });
    expect((await send('GET', '/')).body).toContain('/mcp');
    expect(await send('GET', '/nothing')).toMatchObject({
      status: 404,
      body: expect.stringContaining('/mcp'),
    });
  });

  it('does not start on a port that is in use', async () => {
    const { port } = new URL(server.url);
    const second = await runProgram(['serve', '--port', port], { ...env, CLAWBRIDGE_HOME: home.path });
    expect(second).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Port ${port} is already in use`),
    });
  });

  it('does not start at an open address without authentication', async () => {
    expect(await runProgram(['serve', '--port', '0', '--host', '0.0.0.0'], env)).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/without authentication.* --auth/),
    });
  });
});

/** Reads a stream until it says `text`, then hangs up. */
function readUntil(base: string, headers: Record<string, string>, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL('/mcp', base), { headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
        if (!body.includes(text)) return;
        outgoing.destroy();
        resolve(body);
      });
      response.on('end', () => resolve(body));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
