import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { inputRequired, McpServer } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER } from '../../domain/principal.ts';
import { aDoor } from '../door.fixture.ts';
import { createStreamableHttp } from './streamable.ts';

const PREFIX = 'io.modelcontextprotocol';
const REVISION = '2026-07-28';

describe('Streamable HTTP of revision 2026-07-28', () => {
  const runs = new EventTarget();
  const mcp = createStreamableHttp({ createServer: () => createServer(runs), door: aDoor(), onError() {} });
  const server = createAdaptorServer({ fetch: (request) => mcp.fetch(request, OWNER) });
  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  afterAll(async () => {
    await mcp.close();
    server.close();
  });

  const call = (name: string, signal: AbortSignal | null = null) => {
    const _meta = { [`${PREFIX}/protocolVersion`]: REVISION, [`${PREFIX}/clientCapabilities`]: {} };
    return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': REVISION,
        'mcp-method': 'tools/call',
        'mcp-name': name,
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name, arguments: {}, _meta },
      }),
      signal,
    });
  };

  it('answers 400 when a tool needs what the client cannot do', async () => {
    const response = await call('ask_model');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: -32_021, data: { requiredCapabilities: { sampling: {} } } },
    });
  });

  it('opens the stream of a silent run, and a client that leaves it cancels the run', async () => {
    const leaving = new AbortController();
    const cancelled = once(runs, 'cancelled');
    const response = await call('hang', leaving.signal);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    leaving.abort();
    await cancelled;
  });
});

/** Has one tool that asks the client's model, and one that says nothing until it is cancelled. */
function createServer(runs: EventTarget): McpServer {
  const server = new McpServer({ name: 'test', version: '1' });
  server.registerTool('ask_model', { description: 'Asks.' }, () =>
    inputRequired({ inputRequests: { it: inputRequired.createMessage({ messages: [], maxTokens: 1 }) } }),
  );
  server.registerTool('hang', { description: 'Hangs.' }, async (ctx) => {
    await once(ctx.mcpReq.signal, 'abort');
    runs.dispatchEvent(new Event('cancelled'));
    return { content: [] };
  });
  return server;
}
