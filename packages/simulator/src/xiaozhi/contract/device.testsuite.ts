import { expect } from 'vitest';
import type { Heard } from '../heard.ts';
import type { Wire } from '../json-rpc.ts';
import { deafTo, isCall, twoPages } from './cloud.testsuite.ts';
import type { XiaozhiContract } from './contract.ts';

/** What a device does with tools and answers. */
export function deviceContract(contract: XiaozhiContract): void {
  contract.prove(['device.cursor'], 'reads a long list of tools to its end', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url, twoPages);
    const { tools } = await endpoint.device();
    expect(tools.map(({ name }) => name)).toEqual(['one', 'two']);
    const lists = side.frames.filter(({ method }) => method === 'tools/list');
    expect(lists.map(({ id, params }) => [String(id).slice(36), params])).toEqual([
      ['_n_2', undefined],
      ['_n_2', { cursor: 'more' }],
    ]);
  });

  contract.prove(
    ['device.tools', 'device.names'],
    'keeps little of a tool, under a name it can say',
    async () => {
      const endpoint = (await contract.start()).endpoint();
      const inputSchema = {
        $schema: 'x',
        properties: { a: {} },
        required: ['a', 1],
        additionalProperties: false,
      };
      const tools = [
        { name: 'ask.jarvis', title: 'x', description: 'Then 问.问', inputSchema, annotations: {} },
        { name: '问.问', description: 'After ask.jarvis' },
      ];
      const side = await contract.serving(endpoint.url, ({ id, method }) =>
        method === 'tools/list' ? { jsonrpc: '2.0', id, result: { tools } } : undefined,
      );
      const device = await endpoint.device();
      expect(device.tools).toEqual([
        {
          name: 'ask_jarvis',
          description: 'Then 问_问',
          inputSchema: { type: 'object', properties: { a: {} }, required: ['a'] },
        },
        {
          name: '问_问',
          description: 'After ask_jarvis',
          inputSchema: { type: 'object', properties: {}, required: [] },
        },
      ]);
      await device.call('ask_jarvis');
      expect(side.frames.find(isCall)).toMatchObject({ params: { name: 'ask.jarvis' } });
    },
  );

  contract.prove(['device.text'], 'hears the first text, and the whole of what has none', async () => {
    const content = [
      { type: 'text', text: '你好' },
      { type: 'text', text: 'more' },
    ];
    expect(await heardOf({ result: { content, structuredContent: { a: 1 } } })).toEqual(told('你好'));
    expect(await heardOf({ result: { content: [] } })).toEqual(told('{"content":[]}'));
  });

  contract.prove(['device.error'], 'throws the text of an error away', async () => {
    const content = [{ type: 'text', text: 'the reason' }];
    expect(await heardOf({ result: { isError: true, content } })).toEqual(
      failed('工具调用错误: 工具调用返回错误，但未提供具体错误信息'),
    );
    const told = await heardOf({ result: { isError: true, content, error: 'the other reason' } });
    expect(told).toEqual(failed('工具调用错误: the other reason'));
  });

  contract.prove(
    ['device.refused'],
    'hears the message of a JSON-RPC error, unless it comes with a result',
    async () => {
      const error = { code: -32_602, message: 'bad' };
      expect(await heardOf({ error })).toEqual(failed('MCP接入点错误: bad'));
      expect(await heardOf({ error: {} })).toEqual(failed('MCP接入点错误: 未知错误'));
      expect(await heardOf({ result: null, error })).toEqual(told('None'));
    },
  );

  contract.prove(['device.action'], 'obeys an action', async () => {
    const heard = (json: object) =>
      heardOf({ result: { content: [{ type: 'text', text: JSON.stringify(json) }] } });
    expect(await heard({ action: 'RESPONSE', response: '好' })).toEqual({ outcome: 'verbatim', text: '好' });
    expect(await heard({ action: 'dance' })).toEqual(failed("'dance'"));
    expect(await heard({ action: 'ERROR', response: 'no' })).toEqual(failed('no'));
    expect(await heard({ result: { action: 'dance' } })).toEqual(told('{"result":{"action":"dance"}}'));
  });

  contract.prove(['device.timeout'], 'gives a call up', async () => {
    const endpoint = (await contract.start({ callTimeoutMs: 500 })).endpoint();
    await contract.serving(endpoint.url, deafTo('tools/call'));
    const heard = await (await endpoint.device()).call('echo');
    expect(heard).toEqual({ outcome: 'timedOut', text: '工具调用请求超时' });
  });

  contract.prove(['device.refused'], 'has no tools where there is no tool side', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url);
    const device = await endpoint.device();
    side.leave();
    await endpoint.waitForUnregistered();
    // The error comes with `"result":null`.
    expect(await device.call('echo')).toEqual(told('None'));
    device.close();
  });

  contract.prove(['device.console'], 'shows its tools on the console', async () => {
    const endpoint = (await contract.start()).endpoint();
    const side = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    expect((await endpoint.readToolsAsConsole()).map(({ name }) => name)).toEqual(['echo']);
    expect(side.frames).toMatchObject([
      { method: 'initialize', params: { clientInfo: { name: 'xz-mcp-broker', version: '0.0.1' } } },
      { method: 'notifications/initialized', params: null },
      { method: 'tools/list', params: null },
    ]);
  });

  /** What a person hears of this answer to a call. */
  async function heardOf(answer: Wire): Promise<Heard> {
    const endpoint = (await contract.start()).endpoint();
    await contract.serving(endpoint.url, (frame) =>
      isCall(frame) ? { jsonrpc: '2.0', id: frame['id'], ...answer } : undefined,
    );
    return (await endpoint.device()).call('echo');
  }
}

function told(text: string): Heard {
  return { outcome: 'told', text };
}

function failed(text: string): Heard {
  return { outcome: 'failed', text };
}
