import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import { OWNER } from '../../domain/principal.ts';
import { createTempStore, type TempStore } from '../../store/sqlite/temp-store.fixture.ts';
import { createScriptedFeed, type ScriptedFeed } from '../../usecases/event-feed.fixture.ts';
import { createHear } from '../../usecases/hear.ts';
import { aDoor } from '../door.fixture.ts';
import { createMcpServer, type McpDoor } from '../server.ts';
import { createLegacySse } from './sse.ts';
import { createStreamableHttp, type StreamableHttp } from './streamable.ts';

const REVISION = '2025-06-18';
const MODERN = '2026-07-28';

let temp: TempStore;
let feed: ScriptedFeed;
let door: McpDoor;
let streamable: StreamableHttp;

beforeEach(() => {
  temp = createTempStore();
  feed = createScriptedFeed();
  const log = temp.open().events;
  const hear = createHear({
    log,
    feed,
    clock: createSteppedClock(),
    listening: { caughtUp: async () => {}, trouble: () => [] },
  });
  door = aDoor({ hear, feed, listen() {} });
  streamable = createStreamableHttp({
    createServer: (principal, era) => createMcpServer({ ...door, principal }, era),
    door,
    onError() {},
  });
});
afterEach(async () => {
  await streamable.close();
  await temp.discard();
});

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: REVISION, capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};
const WAIT = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'events_wait', arguments: {} } };

const post = (url: string, body: object, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  new Request(url, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': REVISION,
      ...headers,
    },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });

const followed = () => vi.waitFor(() => expect(feed.followers()).toBe(1), { timeout: 10_000 });
const freed = () => vi.waitFor(() => expect(feed.followers()).toBe(0), { timeout: 10_000 });

it('nobody waits for an event any more once the client of an event stream is gone', async () => {
  const sse = createLegacySse({
    createServer: (principal) => createMcpServer({ ...door, principal }, 'legacy'),
  });
  const reader = (await sse.open(OWNER)).body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  const path = /data: (\S+)/.exec(new TextDecoder().decode(value))?.[1] ?? '';
  const messages = new URL(path, 'http://localhost').href;
  await sse.receive(post(messages, INITIALIZE), OWNER);
  await sse.receive(post(messages, WAIT), OWNER);
  await followed();
  await reader?.cancel();
  await freed();
});

it('nobody waits for an event any more once the session of a client is deleted', async () => {
  const begun = await streamable.fetch(post('http://localhost/mcp', INITIALIZE), OWNER);
  await begun.text();
  const session = { 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' };
  const waiting = await streamable.fetch(post('http://localhost/mcp', WAIT, session), OWNER);
  await followed();
  await waiting.body?.cancel();
  const headers = { ...session, 'mcp-protocol-version': REVISION };
  await streamable.fetch(new Request('http://localhost/mcp', { method: 'DELETE', headers }), OWNER);
  await freed();
});

it('nobody waits for an event any more once a client without a session has closed its stream', async () => {
  const gone = new AbortController();
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const call = { ...WAIT, params: { ...WAIT.params, _meta: envelope } };
  const headers = { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/call', 'mcp-name': 'events_wait' };
  const answering = streamable.fetch(post('http://localhost/mcp', call, headers, gone.signal), OWNER);
  await followed();
  gone.abort();
  await freed();
  await (await answering).body?.cancel();
});
