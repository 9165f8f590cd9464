import { expect } from 'vitest';
import type { Wire } from '../json-rpc.ts';
import { selfhostedToken } from '../tokens.ts';
import { isCall } from './cloud.testsuite.ts';
import type { XiaozhiContract } from './contract.ts';

const PING = { id: 1, method: 'ping' };

/** What passes between the devices and the tool side of an agent, and what gets lost. */
export function relayContract(contract: XiaozhiContract): void {
  contract.prove(['relay.quiet', 'relay.probe'], 'says nothing until a device does', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    const probe = await contract.raw(endpoint.callUrl);
    expect(await probe.ask(PING)).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    expect(side.frames).toEqual([
      { jsonrpc: '2.0', id: expect.stringMatching(/^[0-9a-f-]{36}_n_1$/), method: 'ping' },
    ]);
  });

  contract.prove(['relay.ids'], 'rewrites ids on the way in, and back on the way out', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    const device = await contract.raw(endpoint.callUrl);
    for (const id of [5, 'a_b', '7']) expect(await device.ask({ id, method: 'ping' })).toMatchObject({ id });
    const rewritten = side.frames.map(({ id }) => String(id).slice(36));
    expect(rewritten).toEqual(['_n_5', '_s_a_b', '_s_7']);
  });

  contract.prove(['relay.falsy'], 'lets falsy ids slip through, and loses their answers', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    const device = await contract.raw(endpoint.callUrl);
    for (const id of [0, '', null]) device.send({ jsonrpc: '2.0', id, method: 'ping' });
    expect(await device.ask(PING)).toMatchObject({ id: 1 });
    expect(side.frames.map(({ id }) => id)).toEqual([0, '', null, expect.any(String)]);
    expect(device.texts).toHaveLength(1);
  });

  contract.prove(
    ['relay.sessions', 'device.burst', 'device.ids'],
    'has many devices on one socket',
    async () => {
      const endpoint = (await contract.start()).endpoint();
      const side = await contract.serving(endpoint.url);
      const devices = await Promise.all([endpoint.device(), endpoint.device('SN-2')]);
      const heard = await Promise.all(
        devices.map((device, index) => device.call('echo', { text: `${index}` })),
      );
      expect(heard.map(({ text }) => text)).toEqual(
        ['0', '1'].map((text) => JSON.stringify({ name: 'echo', arguments: { text } })),
      );
      expect(endpoint.connections()).toBe(1);
      const ids = new Set(
        side.frames
          .map(({ id }) => id)
          .filter((id) => typeof id === 'string')
          .map((id) => id.slice(0, 36)),
      );
      expect(ids.size).toBe(2);
      for (const uuid of ids) {
        const session = side.frames.filter(({ id }) => String(id).startsWith(uuid));
        expect(session.map(({ id, method }) => [String(id).slice(36), method])).toEqual([
          ['_n_1', 'initialize'],
          ['_n_2', 'tools/list'],
          ['_n_1', 'tools/call'],
        ]);
      }
    },
  );

  contract.prove(['device.burst'], 'hears three frames at once of a device that comes', async () => {
    const endpoint = (await contract.start({ callTimeoutMs: 200 })).endpoint();
    const side = await contract.raw(endpoint.url);
    await expect(endpoint.device()).rejects.toThrow(/closed/);
    await side.frame(({ method }) => method === 'tools/list');
    expect(side.frames).toEqual([
      expect.objectContaining({
        method: 'initialize',
        params: {
          protocolVersion: '2024-11-05',
          capabilities: { roots: { listChanged: true }, sampling: {} },
          clientInfo: { name: 'XiaozhiMCPEndpointClient', version: '1.0.0' },
        },
      }),
      { jsonrpc: '2.0', method: 'notifications/initialized', params: {} },
      { jsonrpc: '2.0', id: expect.stringMatching(/_n_2$/), method: 'tools/list' },
    ]);
  });

  contract.prove(['relay.lost'], 'loses what a tool side says unasked', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    const device = await contract.raw(endpoint.callUrl);
    await device.ask(PING);
    const [{ id } = {}] = side.frames;
    side.send({ jsonrpc: '2.0', method: 'notifications/message', params: { data: 'done' } });
    side.send({ jsonrpc: '2.0', id: 5, method: 'roots/list' });
    side.send({ jsonrpc: '2.0', id: 'mine', result: {} });
    side.send({ jsonrpc: '2.0', id: 'nobody_n_1', result: {} });
    side.send([{ jsonrpc: '2.0', id, result: {} }]);
    side.sendText('junk');
    side.send({ jsonrpc: '2.0', id, result: 'the end' });
    await device.nextFrame(({ result }) => result === 'the end');
    expect(device.texts).toHaveLength(2);
  });

  contract.prove(['relay.lost.device'], 'passes junk of a device on, and loses its batches', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    const device = await contract.raw(endpoint.callUrl);
    device.send([{ jsonrpc: '2.0', ...PING }]);
    device.sendText('junk');
    await device.ask(PING);
    expect([side.texts.length, side.texts[0]]).toEqual([2, 'junk']);
  });

  contract.prove(['relay.not-connected'], 'says that there is no tool side, even unasked', async () => {
    const endpoint = (await contract.start()).endpoint();
    const device = await contract.raw(endpoint.callUrl);
    const error = `"error":{"code":-32001,"message":"工具端未连接","data":{"agent_id":"${endpoint.agentId}","details":"请求的工具端连接不存在或已断开"}}`;
    device.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    await device.ask(PING);
    expect(device.texts).toEqual([
      `{"result":null,${error},"id":null,"jsonrpc":"2.0"}`,
      `{"result":null,${error},"id":1,"jsonrpc":"2.0"}`,
    ]);
    await expect(endpoint.readToolsAsConsole()).rejects.toThrow(/工具端未连接/);
  });

  contract.prove(['relay.forward'], 'says that a frame could not be passed on', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    // It does not take the close frame off its wire, and so does not answer it.
    side.socket.pause();
    endpoint.drop({ code: 1012 });
    const device = await contract.raw(endpoint.callUrl);
    expect(await device.ask(PING)).toMatchObject({ error: { code: -32_002, message: '转发消息失败' } });
  });

  contract.prove(['relay.binary'], 'closes on a binary frame', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    side.sendBinary('{}');
    expect(await side.closed).toEqual([1000, '']);
    await endpoint.waitForUnregistered();
  });

  contract.prove(['relay.large'], 'passes what is large, and closes on what is too large', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url, large(15_000_000));
    await endpoint.waitForRegistered();
    const device = await contract.raw(endpoint.callUrl);
    expect(JSON.stringify(await device.ask({ id: 1, method: 'tools/call' })).length).toBeGreaterThan(
      15_000_000,
    );
    side.sendText('x'.repeat(18_000_000));
    expect((await side.closed)[0]).toBe(1009);
  });

  contract.prove(['device.large'], 'loses a device over what is too large for it', async () => {
    const endpoint = (await contract.start()).endpoint();
    await contract.serving(endpoint.url, large(1_100_000));
    const device = await endpoint.device();
    expect((await device.call('echo')).outcome).toBe('failed');
    expect((await device.call('echo')).outcome).toBe('failed');
  });

  contract.prove(['relay.token', 'relay.escapes'], 'judges tokens after the upgrade', async () => {
    const xiaozhi = await contract.start();
    const sealed = (text: string) => selfhostedToken(xiaozhi.serverKey, text);
    const reasons = {
      缺少token参数: [undefined, ''],
      token解密失败: ['junk', selfhostedToken('another key', '{"agentId":"x"}')],
      无对应agentId: [sealed('{"agent":"x"}'), sealed('{"agentId":""}')],
      token数据格式错误: [sealed('no JSON')],
    };
    for (const [reason, tokens] of Object.entries(reasons))
      for (const token of tokens)
        expect(await (await contract.raw(xiaozhi.urlWith(token))).closed).toEqual([1008, reason]);

    const { token, url, callUrl } = xiaozhi.endpoint();
    for (const escape of ['%2B', '%2F', '%3D'])
      expect([url, callUrl].every((it) => it.includes(escape))).toBe(true);
    const unescaped = url.replace(encodeURIComponent(token), token);
    expect(await (await contract.raw(unescaped)).closed).toEqual([1008, 'token解密失败']);
  });

  contract.prove(['relay.slash', 'relay.health'], 'answers at its own addresses only', async () => {
    const xiaozhi = await contract.start();
    const { url } = xiaozhi.endpoint();
    const failed = contract.dial(url.replace('/mcp/?', '/mcp?')).failed;
    expect(await failed).toBe('Unexpected server response: 403');
    const read = async (path: string) => {
      const response = await fetch(new URL(path, xiaozhi.healthUrl));
      return [response.status, await response.json()];
    };
    expect(await read('')).toEqual([
      200,
      expect.objectContaining({ result: { status: 'success', message: 'ok' } }),
    ]);
    expect(await read('?key=wrong')).toEqual([
      200,
      expect.objectContaining({ error: expect.objectContaining({ code: -32_004 }) }),
    ]);
    expect(await read('/mcp_endpoint/')).toMatchObject([200, { result: { version: '0.0.6' } }]);
    expect((await read('/other'))[0]).toBe(404);
  });
}

/** Answers calls with a text of so many characters. */
function large(length: number): (frame: Wire) => Wire | undefined {
  const content = [{ type: 'text', text: 'x'.repeat(length) }];
  return (frame) => (isCall(frame) ? { jsonrpc: '2.0', id: frame['id'], result: { content } } : undefined);
}
