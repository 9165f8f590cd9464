import { once } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import { dial } from './dial.ts';
import { createEndpointTransport } from './endpoint-transport.ts';
import { createToolServer, type ToolServer } from './tool-server.fixture.ts';

type Frame = Readonly<Record<string, unknown>>;

let endpoint: WebSocketServer;
let far: WebSocket;
let near: WebSocket;
let tools: ToolServer;
let received: Frame[];
let asked: string[];
let outdated: number;

beforeEach(async () => {
  tools = createToolServer();
  received = [];
  asked = [];
  outdated = 0;
  endpoint = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(endpoint, 'listening');
  const address = endpoint.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const arrived = once(endpoint, 'connection');
  const served = new Promise<void>((resolve, reject) => {
    dial(`ws://127.0.0.1:${port}/`, {
      clock: createSteppedClock(),
      onOpen(ws) {
        near = ws;
        const transport = createEndpointTransport(ws, {
          asked: (method) => asked.push(method),
          pinged() {},
          answered() {},
          outdated: () => outdated++,
        });
        tools.create(transport.written, {}).connect(transport).then(resolve, reject);
      },
      onEnd() {},
    });
  });
  [far] = await arrived;
  far.on('message', (data, isBinary) => {
    received.push(isBinary ? { isBinary } : JSON.parse((data as Buffer).toString()));
    far.emit('heard');
  });
  await served;
});
afterEach(() => {
  far.terminate();
  endpoint.close();
});

function send(frame: unknown): void {
  far.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
}

async function until(fits: () => boolean): Promise<void> {
  while (!fits()) await once(far, 'heard');
}

async function answerTo(frame: Frame): Promise<Frame> {
  const before = received.length;
  send({ jsonrpc: '2.0', ...frame });
  await until(() => received.length > before);
  return received[before]!;
}

const call = (name: string, args: unknown = {}) => ({
  method: 'tools/call',
  params: { name, arguments: args },
});

const initialize = {
  method: 'initialize',
  params: {
    protocolVersion: '2024-11-05',
    capabilities: { sampling: {}, roots: { listChanged: false } },
    clientInfo: { name: 'xz-mcp-broker', version: '0.0.1' },
  },
};

describe('the socket of an endpoint', () => {
  it('answers the frames of the cloud, from id 0 on', async () => {
    expect(await answerTo({ id: 0, ...initialize })).toMatchObject({
      id: 0,
      result: { protocolVersion: '2024-11-05', serverInfo: { name: 'tools' } },
    });
    send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect(await answerTo({ id: 1, method: 'tools/list', params: {} })).toMatchObject({ id: 1 });
    expect(await answerTo({ id: 2, method: 'ping', params: {} })).toEqual({
      jsonrpc: '2.0',
      id: 2,
      result: {},
    });
    expect(received).toHaveLength(3);
  });

  it('serves the sessions of several devices at once, though their ids are the same', async () => {
    for (const device of ['a', 'b']) {
      send({ jsonrpc: '2.0', id: `${device}_n_1`, ...initialize });
      send({ jsonrpc: '2.0', method: 'notifications/initialized', params: {} });
      send({ jsonrpc: '2.0', id: `${device}_n_2`, method: 'tools/list' });
      send({ jsonrpc: '2.0', id: `${device}_n_1`, ...call('echo', { text: device }) });
    }
    await until(() => received.length === 6);
    expect(received.filter(({ id }) => id === 'a_n_1')).toHaveLength(2);
    expect(received).toContainEqual({
      jsonrpc: '2.0',
      id: 'b_n_1',
      result: { content: [{ type: 'text', text: 'b' }], isError: false },
    });
  });

  it('answers a list that was asked for with null', async () => {
    const { result } = await answerTo({ id: 'console', method: 'tools/list', params: null });
    expect(result).toHaveProperty('tools');
  });

  it('tells a tool which device asks', async () => {
    const { method, params } = call('who', null);
    const answer = await answerTo({ id: 1, method, params: { ...params, serialNumber: 'SN-7' } });
    expect(answer).toMatchObject({ result: { content: [{ text: 'SN-7' }] } });
  });

  it('says what failed as a text a device can hear', async () => {
    expect(await answerTo({ id: 1, ...call('broken') })).toMatchObject({
      result: { content: [{ text: 'it broke' }], isError: false },
    });
    const wrong = await answerTo({ id: 1, ...call('echo', { text: 5 }) });
    expect(wrong).toMatchObject({ result: { isError: false } });
  });

  it('lets a slow call hold up nothing', async () => {
    send({ jsonrpc: '2.0', id: 1, ...call('slow') });
    send({ jsonrpc: '2.0', id: 1, method: 'ping' });
    await until(() => received.length === 1);
    expect(received[0]).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    tools.release();
    await until(() => received.length === 2);
    expect(received[1]).toMatchObject({ id: 1, result: { content: [{ text: 'at last' }] } });
  });

  it('passes over what nobody waits for', async () => {
    send('not JSON');
    send('[{"jsonrpc":"2.0","id":1,"method":"ping"}]');
    send({ jsonrpc: '2.0', id: 1, result: {} });
    send({ jsonrpc: '2.0', method: 'notifications/whatever' });
    send({ jsonrpc: '2.0', method: 'tools/list', id: null });
    far.send(Buffer.from('{"jsonrpc":"2.0","id":9,"method":"ping"}'), { binary: true });
    expect(await answerTo({ id: 'last', method: 'ping' })).toMatchObject({ id: 'last' });
    expect(received).toHaveLength(1);
  });

  it('answers no request that was cancelled', async () => {
    send({ jsonrpc: '2.0', id: 'x', ...call('slow') });
    send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'x' } });
    send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'unknown' } });
    await answerTo({ id: 'a', method: 'ping' });
    tools.release();
    await answerTo({ id: 'b', method: 'ping' });
    expect(received.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('sends nothing but answers, as text', async () => {
    await answerTo({ id: 0, ...initialize });
    const { server } = tools.servers[0]!;
    await server.sendLoggingMessage({ level: 'info', data: 'x' }).catch(() => {});
    await expect(server.ping()).rejects.toThrow('answers no requests');
    await answerTo({ id: 1, method: 'ping' });
    expect(received).toHaveLength(2);
    expect(received.every((frame) => 'result' in frame)).toBe(true);
  });

  it('tells of each request, and answers each exactly once, whatever its form', async () => {
    const anyRequest = fc.record(
      {
        id: fc.oneof(fc.string({ maxLength: 20 }), fc.integer()),
        method: fc.oneof(
          fc.constantFrom('initialize', 'tools/list', 'tools/call', 'ping', 'resources/list', 'no/such'),
          fc.string({ maxLength: 20 }),
        ),
        params: fc.oneof(
          fc.jsonValue({ maxDepth: 2 }),
          fc.record({ name: fc.constantFrom('echo', 'who'), arguments: fc.jsonValue({ maxDepth: 1 }) }),
        ),
      },
      { requiredKeys: ['id', 'method'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyRequest, { maxLength: 5 }), async (requests) => {
        const before = received.length;
        for (const request of requests) send({ jsonrpc: '2.0', ...request });
        await until(() => received.length >= before + requests.length);
        const ids = received.slice(before).map(({ id }) => JSON.stringify(id));
        expect(ids.toSorted()).toEqual(requests.map(({ id }) => JSON.stringify(id)).toSorted());
      }),
      { numRuns: 60 },
    );
  });
});

describe('somebody who asks too much', () => {
  it('is told so at once, and is answered again when there is room', async () => {
    for (let nth = 0; nth < 100; nth++) send({ jsonrpc: '2.0', id: nth, ...call('slow') });
    expect(await answerTo({ id: 'more', ...call('echo', { text: 'x' }) })).toEqual({
      jsonrpc: '2.0',
      id: 'more',
      error: { code: -32_000, message: 'Too many requests are under way.' },
    });
    expect(await answerTo({ id: 'there?', method: 'ping' })).toMatchObject({ result: {} });
    tools.release();
    await until(() => received.length === 102);
    expect(await answerTo({ id: 'again', ...call('echo', { text: 'x' }) })).toHaveProperty('result');
  });

  it('gets no frame with an id in it that alone would be too large', async () => {
    const id = '\u0001'.repeat(256);
    send({ jsonrpc: '2.0', id: `${id}x`, method: 'ping' });
    send({ jsonrpc: '2.0', id: `${id}x`, method: 'x', params: [] });
    expect(await answerTo({ id, ...call('echo', { text: 'x'.repeat(10_000) }) })).toMatchObject({ id });
    expect(Buffer.byteLength(JSON.stringify(received))).toBeLessThan(6 * 1024 + 3);
  });

  it.each([
    ['answers to pings', (id: string) => ({ jsonrpc: '2.0', id, method: 'ping' })],
    ['refusals', (id: string) => ({ jsonrpc: '2.0', id, method: 'x', params: [] })],
  ])('is cut off when he leaves the %s unread', async (_, frameOf) => {
    const gone = once(near, 'close');
    far.pause();
    // As many bytes as an id can have.
    const id = '\u0001'.repeat(256);
    for (let times = 0; times < 30_000; times++) send(frameOf(id));
    await gone;
  });
});

describe('what counts as written', () => {
  it('is an answer that went out', async () => {
    await answerTo({ id: 1, ...call('noted', { text: 'heard' }) });
    await expect.poll(() => tools.written).toEqual(['heard']);
  });

  it('is not one whose socket is gone', async () => {
    const gone = once(near, 'close');
    near.once('message', () => near.terminate());
    send({ jsonrpc: '2.0', id: 1, ...call('noted', { text: 'lost' }) });
    await gone;
    expect(tools.written).toEqual([]);
  });
});

describe('other tools than the other side has read', () => {
  it('are told of when nobody waits for an answer', async () => {
    await answerTo({ id: 0, ...initialize });
    send({ jsonrpc: '2.0', id: 1, ...call('slow') });
    await answerTo({ id: 2, method: 'ping' });
    tools.servers[0]!.registerTool('new', {}, () => ({ content: [] }));
    await answerTo({ id: 3, ...call('echo', { text: 'x' }) });
    expect([outdated, tools.waiting()]).toEqual([0, 1]);
    tools.release();
    await until(() => received.length === 4);
    await expect.poll(() => outdated).toBeGreaterThan(0);
    expect(received.every((frame) => 'result' in frame)).toBe(true);
  });
});
