import { expect } from 'vitest';
import type { Wire } from '../json-rpc.ts';
import { cloudClaims, cloudToken } from '../tokens.ts';
import type { XiaozhiContract } from './contract.ts';
import type { RawSide } from './raw-side.ts';

/** The socket between a tool side and the cloud. */
export function cloudContract(contract: XiaozhiContract): void {
  contract.prove(['cloud.greeting'], 'greets whoever dials in, and asks for the tools', async () => {
    const { url } = (await contract.start()).endpoint();
    const side = await contract.serving(url);
    await side.frame(({ method }) => method === 'tools/list');
    expect(side.texts).toEqual([
      '{"id":0,"jsonrpc":"2.0","method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{"sampling":{},"roots":{"listChanged":false}},"clientInfo":{"name":"xz-mcp-broker","version":"0.0.1"}}}',
      '{"jsonrpc":"2.0","method":"notifications/initialized"}',
      '{"id":1,"jsonrpc":"2.0","method":"tools/list","params":{}}',
    ]);
  });

  contract.prove(['cloud.call'], 'calls for a device, and tells its serial number', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url);
    const known = await endpoint.device('SN-1');
    expect(known.tools.map(({ name }) => name)).toEqual(['echo']);
    const params = { name: 'echo', arguments: { text: '你好' }, serialNumber: 'SN-1' };
    expect(await known.call('echo', { text: '你好' })).toEqual({
      outcome: 'told',
      text: JSON.stringify(params),
    });
    await (await endpoint.device()).call('echo');
    expect(side.frames.slice(3)).toEqual([
      { id: 2, jsonrpc: '2.0', method: 'tools/call', params },
      {
        id: 3,
        jsonrpc: '2.0',
        method: 'tools/call',
        params: { name: 'echo', arguments: {}, serialNumber: null },
      },
    ]);
  });

  contract.prove(['cloud.ping'], 'pings, and closes when nobody answers', async () => {
    const endpoint = (await contract.start({ pingMs: 20, pongMs: 200 })).endpoint();
    const side = await contract.serving(endpoint.url, deafTo('ping', 2));
    const closed = side.closed.then(([code]) => code);
    await side.frame(({ id }) => id === 3);
    expect(side.frames.find(({ id }) => id === 2)).toEqual({
      id: 2,
      jsonrpc: '2.0',
      method: 'ping',
      params: {},
    });
    expect(await closed).toBe(1011);
    await endpoint.waitForUnregistered();
  });

  contract.prove(['cloud.timeout'], 'gives a call up, and does not hear a late answer', async () => {
    const endpoint = (await contract.start({ callTimeoutMs: 200 })).endpoint();
    const side = await contract.serving(endpoint.url, deafTo('tools/call'));
    const device = await endpoint.device();
    expect(await device.call('echo')).toEqual({
      outcome: 'timedOut',
      text: 'Tool call was aborted due to timeout (200ms)',
    });
    side.send({ jsonrpc: '2.0', id: 2, result: { content: [] } });
    await endpoint.frame(({ text }) => text.includes('"id":2,"result"'));
    expect(endpoint.isRegistered()).toBe(true);
  });

  contract.prove(['cloud.dislikes'], 'closes on what it dislikes', async () => {
    const endpoint = (await contract.start()).endpoint();
    const offences: readonly ((side: RawSide) => void)[] = [
      (side) => side.sendText('junk'),
      (side) => side.send([]),
      (side) => side.sendBinary('{}'),
      (side) => side.send({ jsonrpc: '2.0', result: {} }),
      (side) => side.send({ jsonrpc: '2.0', id: null, result: {} }),
      (side) => side.send({ jsonrpc: '2.0', method: 'notifications/initialized' }),
      (side) => side.send({ jsonrpc: '2.0', id: 0, result: { protocolVersion: '2025-06-18' } }),
      (side) => side.send({ jsonrpc: '2.0', id: 0, error: { code: -32_603, message: 'no' } }),
    ];
    for (const offend of offences) {
      const side = await contract.raw(endpoint.url);
      await side.frame(({ id }) => id === 0);
      offend(side);
      expect(await side.closed).toEqual([4004, '']);
    }
  });

  contract.prove(['cloud.impatient'], 'does not wait long for the answer to initialize', async () => {
    const { url } = (await contract.start({ initializeMs: 20 })).endpoint();
    expect(await (await contract.raw(url)).closed).toEqual([4004, '']);
  });

  contract.prove(
    ['cloud.ignores', 'cloud.requests'],
    'takes no notice of what it is told and asked',
    async () => {
      const endpoint = (await contract.start()).endpoint();
      const side = await contract.serving(endpoint.url);
      const device = await endpoint.device();
      side.send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
      side.send({ jsonrpc: '2.0', method: 'notifications/message', params: { data: 'done' } });
      side.send({ jsonrpc: '2.0', id: 'mine', method: 'roots/list' });
      expect((await device.call('echo')).outcome).toBe('told');
      expect(side.frames.map(({ method }) => method)).toEqual([
        'initialize',
        'notifications/initialized',
        'tools/list',
        'tools/call',
      ]);
    },
  );

  contract.prove(['cloud.large'], 'keeps large results whole, and counts their bytes', async () => {
    const endpoint = (await contract.start()).endpoint();
    const text = '好'.repeat(9000);
    await contract.serving(endpoint.url, ({ id, method }) =>
      method === 'tools/call'
        ? { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } }
        : undefined,
    );
    expect(await (await endpoint.device()).call('echo')).toEqual({ outcome: 'told', text });
    const large = endpoint.frames.filter(({ bytes }) => bytes > 8192);
    expect(large).toEqual([
      expect.objectContaining({ from: 'tool side', bytes: Buffer.byteLength(large[0]?.text ?? '') }),
    ]);
  });

  contract.prove(['cloud.several'], 'lets a token have two sockets', async () => {
    const endpoint = (await contract.start()).endpoint();
    const first = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    const second = await contract.serving(endpoint.url);
    const device = await endpoint.device();
    const called = () => [first, second].map((side) => side.frames.filter(isCall).length);
    await endpoint.frame(({ connection, text }) => connection === 2 && text.includes('"tools":['));
    await device.call('echo');
    expect(called()).toEqual([0, 1]);
    second.leave();
    await endpoint.waitForConnections(1);
    await device.call('echo');
    expect(called()).toEqual([1, 1]);
  });

  contract.prove(['cloud.cursor'], 'reads a long list of tools to its end', async () => {
    const endpoint = (await contract.start()).endpoint();
    await contract.serving(endpoint.url, twoPages);
    const { tools } = await endpoint.device();
    expect(tools.map(({ name }) => name)).toEqual(['one', 'two']);
  });

  contract.prove(['cloud.gone'], 'fails a call when there is nobody to answer it', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url, deafTo('tools/call'));
    const device = await endpoint.device();
    const call = device.call('echo');
    await side.frame(isCall);
    side.leave();
    expect((await call).outcome).toBe('failed');
    await endpoint.waitForUnregistered();
    expect((await device.call('echo')).outcome).toBe('failed');
    expect(device.tools).toEqual([]);
    device.close();
  });

  contract.prove(['cloud.token'], 'turns strangers away', async () => {
    const xiaozhi = await contract.start();
    const claims = cloudClaims(7);
    const expired = { ...claims, exp: claims.iat - 1 };
    const { exp: _, ...endless } = claims;
    const strangers = [
      undefined,
      'junk',
      'a.b.c',
      cloudToken(expired),
      cloudToken({ ...claims, purpose: 'x' }),
    ];
    for (const token of strangers)
      expect(await contract.dial(xiaozhi.urlWith(token)).failed).toBe('Unexpected server response: 401');
    const url = xiaozhi.urlWith(cloudToken(endless));
    expect(await contract.dial(url.replace('/mcp/', '/other/')).failed).toBe(
      'Unexpected server response: 404',
    );
    await contract.serving(url);
    await xiaozhi.waitForRegistered(1);
    expect(xiaozhi.registered()).toEqual(['7']);
    expect((await fetch(`http://127.0.0.1:${xiaozhi.port}/`)).status).toBe(404);
  });
}

/** Answers nothing to a method, from this id on. */
export function deafTo(silent: string, from = 0): (frame: Wire) => Wire | null | undefined {
  return ({ id, method }) =>
    method === silent && (typeof id === 'string' || Number(id) > from) ? null : undefined;
}

export function isCall({ method }: Wire): boolean {
  return method === 'tools/call';
}

/** Tells its two tools one at a time. */
export function twoPages({ id, method, params }: Wire): Wire | undefined {
  if (method !== 'tools/list') return undefined;
  const tool = (name: string) => ({ name, description: name, inputSchema: { type: 'object' } });
  const cursor = (params as { cursor?: string } | undefined)?.cursor;
  const result = cursor === 'more' ? { tools: [tool('two')] } : { tools: [tool('one')], nextCursor: 'more' };
  return { jsonrpc: '2.0', id, result };
}
