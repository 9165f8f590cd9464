import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aMessageEvent } from '../../domain/event.fixture.ts';
import { anInstance } from '../../domain/instance.fixture.ts';
import { OWNER } from '../../domain/principal.ts';
import { createScriptedFeed, type ScriptedFeed } from '../../usecases/event-feed.fixture.ts';
import { aDoor } from '../door.fixture.ts';
import { conversationUri } from '../resources/resource-uri.ts';
import { createMcpServer } from '../server.ts';
import { createLegacySse, type LegacySse } from './sse.ts';
import { createStreamableHttp, type StreamableHttp } from './streamable.ts';

/** Big enough that a burst of them is more than may wait. */
const TEXT = 'x'.repeat(100_000);
const KEY = `agent:main:${'k'.repeat(100_000)}`;

let feed: ScriptedFeed;
let mcp: StreamableHttp;
let sse: LegacySse;

beforeEach(() => {
  feed = createScriptedFeed();
  const verbs = { feed, listen() {}, instances: [anInstance()] };
  const door = aDoor(verbs, { origin: 'http', claudeChannel: 'on' });
  mcp = createStreamableHttp({
    createServer: (principal, era) => createMcpServer({ ...door, principal }, era),
    door,
    onError() {},
  });
  sse = createLegacySse({ createServer: (principal) => createMcpServer({ ...door, principal }, 'legacy') });
});
afterEach(() => Promise.all([mcp.close(), sse.close()]));

const message = (method: string, params: object, id?: number) => ({
  jsonrpc: '2.0',
  method,
  params,
  ...(id === undefined ? {} : { id }),
});
const INITIALIZE = message(
  'initialize',
  { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  1,
);
const INITIALIZED = message('notifications/initialized', {});

function request(method: string, body?: object, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/mcp', {
    method,
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': '2025-06-18',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** A client of the HTTP+SSE transport past the handshake, which it has read. */
async function beginOnSse() {
  const { body } = await sse.open(OWNER);
  const reader = body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  const [, path = ''] = /data: (\S+)/.exec(new TextDecoder().decode(value)) ?? [];
  for (const said of [INITIALIZE, INITIALIZED])
    await sse.receive(
      new Request(`http://localhost${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(said),
      }),
      OWNER,
    );
  await reader?.read();
  await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
  return reader;
}

/** What people write, in bursts as the log is read. */
async function hear(count: number): Promise<void> {
  const route = { channel: 'telegram', to: '1' };
  for (let i = 0; i < count; i++) {
    const said = { messageId: 'm', role: 'user', text: TEXT, fromOwner: true, route } as const;
    feed.emit({ ...aMessageEvent({ sessionKey: KEY, at: Date.now() }), type: 'message', message: said });
    await nextTurn();
  }
}

describe('a client that does not read', () => {
  it('loses its stream of the HTTP+SSE transport, and nothing is kept for it', async () => {
    const reader = await beginOnSse();
    await hear(30);
    expect(feed.followers()).toBe(1);
    await hear(70);
    expect(feed.followers()).toBe(0);
    await expect(reader?.read()).rejects.toThrow('does not read');
  });

  it('loses the stream of its session, and may open another one', async () => {
    const begun = await mcp.fetch(request('POST', INITIALIZE), OWNER);
    await begun.text();
    const session = { 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' };
    const response = await mcp.fetch(request('GET', undefined, session), OWNER);
    await mcp.fetch(request('POST', INITIALIZED, session), OWNER);
    await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
    await hear(30);
    expect((await mcp.fetch(request('GET', undefined, session), OWNER)).status).toBe(409);
    await hear(70);
    await expect(response.text()).rejects.toThrow('does not read');
    expect((await mcp.fetch(request('GET', undefined, session), OWNER)).status).toBe(200);
  });

  it('loses its stream of what it listens to, and nothing is followed for it', async () => {
    const uri = conversationUri('home', KEY);
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const params = { notifications: { resourceSubscriptions: [uri] }, _meta };
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' };
    const response = await mcp.fetch(
      request('POST', message('subscriptions/listen', params, 1), headers),
      OWNER,
    );
    await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
    await hear(30);
    expect([feed.followers(), mcp.listens()]).toEqual([1, 1]);
    await hear(70);
    expect([feed.followers(), mcp.listens()]).toEqual([0, 0]);
    await expect(response.text()).rejects.toThrow('does not read');
  });
});

it('a client that reads may get any amount', async () => {
  const reader = await beginOnSse();
  for (let i = 0; i < 100; i++) {
    await hear(1);
    const { value } = (await reader?.read()) ?? {};
    expect(value?.length).toBeGreaterThan(TEXT.length);
  }
});
