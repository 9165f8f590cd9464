import { McpServer } from '@modelcontextprotocol/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aGuest, anOwner } from '../../domain/principal.fixture.ts';
import { OWNER, SCOPES } from '../../domain/principal.ts';
import { createSessions, type Sessions, type SessionsOptions } from './sessions.ts';

const IDLE_MS = 10_000;
const REVISION = '2025-06-18';

let sessions: Sessions;
let servers: McpServer[];

function open(over: Partial<SessionsOptions> = {}): Sessions {
  servers = [];
  const createServer = () => {
    const server = new McpServer({ name: 'test', version: '1' }, { capabilities: { tools: {} } });
    servers.push(server);
    return server;
  };
  return (sessions = createSessions({ createServer, idleMs: IDLE_MS, ...over }));
}

beforeEach(() => {
  vi.useFakeTimers();
  open();
});
afterEach(async () => {
  await sessions.close();
  vi.useRealTimers();
});

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: REVISION, capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};
const PING = { jsonrpc: '2.0', id: 2, method: 'ping' };

function request(method: string, sessionId?: string, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/mcp', {
    method,
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': REVISION,
      ...(sessionId === undefined ? {} : { 'mcp-session-id': sessionId }),
      ...headers,
    },
  });
}

const post = (body: unknown, sessionId?: string, headers?: Record<string, string>) =>
  sessions.handle(request('POST', sessionId, headers), body, OWNER);

/** Opens the stream on which a server speaks first; it stays open. */
const listen = (sessionId: string) => sessions.handle(request('GET', sessionId), undefined, OWNER);

/** A new session, with the answer to `initialize` read. */
async function begin(): Promise<string> {
  const response = await post(INITIALIZE);
  expect(response.status).toBe(200);
  await response.text();
  return response.headers.get('mcp-session-id') ?? '';
}

const isKnown = async (id: string) => {
  const response = await post(PING, id);
  await response.text();
  return response.status === 200;
};

const errorOf = async (response: Response) => ({
  status: response.status,
  message: ((await response.json()) as { error: { message: string } }).error.message,
});

describe('a session', () => {
  it('begins with initialize and serves the requests that name it', async () => {
    const id = await begin();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(sessions.size()).toBe(1);
    const response = await post(PING, id);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('"result":{}');
  });

  it('has a server of its own', async () => {
    await begin();
    await begin();
    expect(servers).toHaveLength(2);
    expect(sessions.size()).toBe(2);
  });

  it('is asked for when a request names none and is no initialize', async () => {
    expect(await errorOf(await post(PING))).toEqual({
      status: 400,
      message: 'Bad Request: no Mcp-Session-Id header. Send initialize first.',
    });
    expect(await errorOf(await sessions.handle(request('GET'), undefined, OWNER))).toMatchObject({
      status: 400,
    });
  });

  it('that is not there is answered with 404, so that the client begins anew', async () => {
    expect(await errorOf(await post(PING, 'gone'))).toEqual({
      status: 404,
      message: 'Session not found. Initialize again.',
    });
  });

  it.each([
    ['somebody else', aGuest()],
    ['a token of the same person that may do less', anOwner(['read'])],
    ['a token of the same person that may touch less', anOwner(SCOPES, { agents: ['lab'] })],
  ])('is not there for %s', async (_, stranger) => {
    const id = await begin();
    for (const [method, body] of [
      ['POST', PING],
      ['GET', undefined],
      ['DELETE', undefined],
    ] as const) {
      const response = await sessions.handle(request(method, id), body, stranger);
      expect(await errorOf(response)).toMatchObject({ status: 404 });
    }
    expect(await isKnown(id)).toBe(true);
  });

  it('goes on under a new token of the same person that may do the same', async () => {
    const id = await begin();
    const again = { ...OWNER, scopes: OWNER.scopes.toReversed() };
    expect((await sessions.handle(request('POST', id), PING, again)).status).toBe(200);
  });

  it('takes batches in the one revision that has them', async () => {
    const id = await begin();
    expect(await errorOf(await post([PING], id))).toMatchObject({
      status: 400,
      message: expect.stringContaining('batches'),
    });
    const response = await post([PING], id, { 'mcp-protocol-version': '2025-03-26' });
    expect(response.status).toBe(200);
    await response.text();
  });

  it('ends when the client deletes it', async () => {
    const id = await begin();
    expect((await sessions.handle(request('DELETE', id), undefined, OWNER)).status).toBe(200);
    expect(sessions.size()).toBe(0);
    expect(await isKnown(id)).toBe(false);
  });

  it('does not come into being by an initialize that fails', async () => {
    const response = await post(INITIALIZE, undefined, { accept: 'text/plain' });
    expect(response.status).toBe(406);
    expect(sessions.size()).toBe(0);
  });

  it('ends with everything else when the door closes', async () => {
    const id = await begin();
    const stream = await listen(id);
    await sessions.close();
    expect(sessions.size()).toBe(0);
    expect(await stream.text()).not.toContain('error');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an idle session', () => {
  it('is forgotten after a while, unless it is used', async () => {
    const [used, idle] = [await begin(), await begin()];
    for (let i = 0; i < 3; i++) {
      vi.advanceTimersByTime(IDLE_MS - 1);
      expect(await isKnown(used)).toBe(true);
    }
    expect(await isKnown(idle)).toBe(false);
    expect(sessions.size()).toBe(1);
  });

  it('is none as long as the client listens', async () => {
    const id = await begin();
    const stream = await listen(id);
    vi.advanceTimersByTime(10 * IDLE_MS);
    expect(sessions.size()).toBe(1);
    await stream.body?.cancel();
  });

  it('is one again when the client stopped listening', async () => {
    const id = await begin();
    const stream = await listen(id);
    const reader = stream.body?.getReader();
    const reading = reader?.read();
    await reader?.cancel();
    await reading;
    vi.advanceTimersByTime(3 * IDLE_MS);
    expect(sessions.size()).toBe(0);
  });

  it('is none while one of several streams is open', async () => {
    const id = await begin();
    const gone = await listen(id);
    await gone.body?.cancel();
    const stream = await listen(id);
    expect(stream.status).toBe(200);
    vi.advanceTimersByTime(10 * IDLE_MS);
    expect(sessions.size()).toBe(1);
    await stream.body?.cancel();
  });

  it('makes room for a new one when there are too many, the one unused for longest', async () => {
    open({ maxSessions: 2 });
    const first = await begin();
    vi.advanceTimersByTime(1);
    const second = await begin();
    vi.advanceTimersByTime(1);
    expect(await isKnown(first)).toBe(true);
    const third = await begin();
    expect(sessions.size()).toBe(2);
    expect([await isKnown(first), await isKnown(second), await isKnown(third)]).toEqual([true, false, true]);
  });
});

describe('too many sessions', () => {
  it('are refused with 503 when every one is in use', async () => {
    open({ maxSessions: 1 });
    const id = await begin();
    const stream = await listen(id);
    expect(await errorOf(await post(INITIALIZE))).toEqual({
      status: 503,
      message: 'Too many sessions are open. Try again later.',
    });
    await stream.body?.cancel();
    await begin();
    expect(sessions.size()).toBe(1);
  });
});
