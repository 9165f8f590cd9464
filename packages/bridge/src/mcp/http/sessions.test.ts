import { McpServer } from '@modelcontextprotocol/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aGuest, anOwner } from '../../domain/principal.fixture.ts';
import { OWNER, SCOPES, type Principal } from '../../domain/principal.ts';
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
    open({ maxSessions: 2, maxEach: 2 });
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

describe('the sessions of one principal', () => {
  const beginAs = async (principal: Principal) => {
    const response = await sessions.handle(request('POST'), INITIALIZE, principal);
    await response.text();
    return response.headers.get('mcp-session-id') ?? '';
  };
  const knows = async (id: string, principal: Principal) =>
    (await sessions.handle(request('POST', id), PING, principal)).status === 200;

  it('are half of all at most, and make room for each other', async () => {
    open({ maxSessions: 4 });
    const other = await beginAs(OWNER);
    const mine: string[] = [];
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(1);
      mine.push(await beginAs(aGuest()));
    }
    expect(sessions.size()).toBe(3);
    expect(await knows(other, OWNER)).toBe(true);
    expect(await Promise.all(mine.map((id) => knows(id, aGuest())))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('are refused when all he may have are in use, and others are not', async () => {
    open({ maxSessions: 2 });
    const stream = await listen(await begin());
    expect(await errorOf(await post(INITIALIZE))).toMatchObject({ status: 503 });
    expect(await knows(await beginAs(aGuest()), aGuest())).toBe(true);
    await stream.body?.cancel();
  });
});

describe('what a session has asked', () => {
  const ask = (id: string, number: number) =>
    post({ jsonrpc: '2.0', id: number, method: 'tools/call', params: { name: 'slow', arguments: {} } }, id);

  it('may wait unanswered up to a number, whether somebody waits for it or not', async () => {
    const release = serveSlowly();
    const id = await begin();
    await post({ jsonrpc: '2.0', method: 'notifications/initialized' }, id);
    // Who asks and goes away leaves nothing behind but the work.
    const asked = Array.from({ length: 200 }, (_, i) => ask(id, 10 + i));
    await vi.advanceTimersByTimeAsync(2_000);
    for (const response of await Promise.all(asked)) await response.body?.cancel();
    expect(await errorOf(await ask(id, 300))).toMatchObject({
      status: 503,
      message: expect.stringContaining('not answered'),
    });
    // Not a request, and one less after it.
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 10 } };
    expect((await post(cancel, id)).status).toBe(202);
    const again = ask(id, 301);
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await again).status).toBe(200);
    release();
    await vi.advanceTimersByTimeAsync(10);
    expect(await isKnown(id)).toBe(true);
  });

  /** A tool whose calls end when they are let. */
  function serveSlowly(): () => void {
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    open({
      createServer() {
        const server = new McpServer({ name: 'test', version: '1' });
        server.registerTool('slow', {}, async () => {
          await released;
          return { content: [] };
        });
        return server;
      },
    });
    return release;
  }
});

describe('too many sessions', () => {
  it('are refused with 503 when every one is in use', async () => {
    open({ maxSessions: 1, maxEach: 1 });
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
