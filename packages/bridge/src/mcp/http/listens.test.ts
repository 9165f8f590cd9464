import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { aMessageEvent } from '../../domain/event.fixture.ts';
import { anInstance } from '../../domain/instance.fixture.ts';
import { OWNER } from '../../domain/principal.ts';
import { createScriptedFeed, type ScriptedFeed } from '../../usecases/event-feed.fixture.ts';
import { aDoor } from '../door.fixture.ts';
import { conversationUri } from '../resources/resource-uri.ts';
import { createMcpServer } from '../server.ts';
import { createStreamableHttp, type StreamableHttp } from './streamable.ts';

const MAIN = conversationUri('home', 'agent:main:main');
const OTHER = conversationUri('home', 'agent:main:other');

let feed: ScriptedFeed;
let mcp: StreamableHttp;
let server: ReturnType<typeof createAdaptorServer>;
let updated: string[];
const clients: Client[] = [];

beforeEach(async () => {
  feed = createScriptedFeed();
  updated = [];
  const door = aDoor(
    { feed, listen() {}, instances: [anInstance()] },
    { origin: 'http', claudeChannel: 'auto' },
  );
  mcp = createStreamableHttp({
    createServer: (principal, era) => createMcpServer({ ...door, principal }, era),
    door,
    onError() {},
  });
  server = createAdaptorServer({ fetch: (request) => mcp.fetch(request, OWNER) });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((one) => one.close()));
  await mcp.close();
  server.close();
});

async function connect(mode: 'auto' | 'legacy', name = 'test'): Promise<Client> {
  const client = new Client({ name, version: '1' }, { versionNegotiation: { mode } });
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    updated.push(params.uri);
  });
  const { port } = server.address() as AddressInfo;
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
  clients.push(client);
  return client;
}

const said = (sessionKey = 'agent:main:main') => aMessageEvent({ sessionKey, at: Date.now() });

describe('a client that listens over HTTP', () => {
  it('hears of what it listens to, and costs nothing afterwards', async () => {
    const client = await connect('auto');
    const listening = await client.listen({ resourceSubscriptions: [MAIN] });
    expect(listening.honoredFilter).toEqual({ resourceSubscriptions: [MAIN] });
    await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
    feed.emit(said('agent:main:other'));
    feed.emit(said());
    await vi.waitUntil(() => updated.length > 0, { timeout: 10_000 });
    expect(updated).toEqual([MAIN]);
    await listening.close();
    await vi.waitUntil(() => feed.followers() === 0 && mcp.listens() === 0, { timeout: 10_000 });
  });

  it('hears nothing of what others listen to', async () => {
    const [one, other] = [await connect('auto'), await connect('auto')];
    await one.listen({ resourceSubscriptions: [MAIN] });
    const theirs: string[] = [];
    other.setNotificationHandler('notifications/resources/updated', ({ params }) => {
      theirs.push(params.uri);
    });
    await other.listen({ resourceSubscriptions: [OTHER] });
    await vi.waitUntil(() => feed.followers() === 2, { timeout: 10_000 });
    feed.emit(said());
    feed.emit(said('agent:main:other'));
    await vi.waitUntil(() => updated.length > 0 && theirs.length > 0, { timeout: 10_000 });
    expect([updated, theirs]).toEqual([[MAIN], [OTHER]]);
  });

  it('is told that it is over when the door closes', async () => {
    const client = await connect('auto');
    const listening = await client.listen({ resourceSubscriptions: [MAIN] });
    await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
    await mcp.close();
    expect(await listening.closed).toBe('graceful');
    expect([feed.followers(), mcp.listens()]).toEqual([0, 0]);
  });

  it('is acknowledged and let go when it listens to nothing we have', async () => {
    const client = await connect('auto');
    const listening = await client.listen({ toolsListChanged: true });
    expect(listening.honoredFilter).toEqual({});
    expect(await listening.closed).toBe('graceful');
    expect(mcp.listens()).toBe(0);
  });
});

describe('a session over HTTP', () => {
  it('hears of what it has subscribed to, until it ends', async () => {
    const client = await connect('legacy');
    await client.subscribeResource({ uri: MAIN });
    feed.emit(said());
    await vi.waitUntil(() => updated.length > 0, { timeout: 10_000 });
    expect(updated).toEqual([MAIN]);
    await (client.transport as StreamableHTTPClientTransport).terminateSession();
    await vi.waitUntil(() => feed.followers() === 0, { timeout: 10_000 });
  });
});

describe('the Claude channel over HTTP', () => {
  it('reaches a session by its stream, and ends with it', async () => {
    const client = await connect('legacy', 'claude-code');
    const pushed: unknown[] = [];
    const params = z.looseObject({});
    client.setNotificationHandler(
      'notifications/claude/channel',
      { params },
      (given) => void pushed.push(given),
    );
    await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
    const route = { channel: 'telegram', to: '1' };
    const message = { messageId: 'm', role: 'user', text: 'hello', fromOwner: true, route } as const;
    // The client opens its stream after the handshake; until then nobody hears.
    await vi.waitUntil(
      () => {
        feed.emit({ ...said(), type: 'message', message });
        return pushed.length > 0;
      },
      { timeout: 10_000 },
    );
    expect(pushed[0]).toMatchObject({ content: 'hello', meta: { channel: 'telegram' } });
    await (client.transport as StreamableHTTPClientTransport).terminateSession();
    await vi.waitUntil(() => feed.followers() === 0, { timeout: 10_000 });
  });

  it('is not promised where requests stand alone', async () => {
    const client = await connect('auto', 'claude-code');
    expect(client.getServerCapabilities()?.experimental).toBeUndefined();
    expect(feed.followers()).toBe(0);
  });
});
