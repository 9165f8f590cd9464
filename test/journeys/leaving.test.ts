import { once } from 'node:events';
import { WebSocket } from 'ws';
import { describe } from 'vitest';
import { startServer } from './clients.ts';
import { openWire, parseAnswer } from './wire.ts';
import { runProgram } from './program.ts';
import { it } from './world.ts';

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'journey', version: '1' } },
};
const chat = (id: number, message: string) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'openclaw_chat', arguments: { message } },
});
const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

async function begin(url: string): Promise<(message: object) => Promise<Response>> {
  const first = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify(initialize),
  });
  await first.text();
  const session = { 'mcp-session-id': first.headers.get('mcp-session-id') ?? '' };
  return (message) =>
    fetch(`${url}/mcp`, {
      method: 'POST',
      headers: { ...HEADERS, ...session },
      body: JSON.stringify(message),
    });
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** What a service manager does to a server, and what its clients see. */
describe('a server that is told to stop', () => {
  it('answers what is nearly done, and says meanwhile that others should be asked', async ({
    world: { env, running },
    expect,
  }) => {
    const server = await startServer(env);
    const send = await begin(server.url);
    const idle = openWire(server.url);
    idle.send(get('/healthz'));
    await idle.said(/"status":"ok"/);
    const answering = send(chat(2, '/slow 10 150'));
    await running('/slow 10 150');

    server.program.process.kill('SIGTERM');
    await server.program.waitFor(/stopping/, 'stderr');
    // Connections on which nothing is asked are closed at once.
    await idle.closed;
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { ready: false }]);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const refused = await send(chat(3, 'one more'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(refused.headers.get('connection')).toBe('close');

    expect(await (await answering).text()).toContain('w0 w1 w2');
    expect(await server.program.ended).toMatchObject({ code: 0 });
  });

  it('gives who waits for something long the id under which the answer will be', async ({
    world: { env, running },
    expect,
  }) => {
    const server = await startServer(env);
    const send = await begin(server.url);
    const answering = send(chat(2, '/slow 100 100'));
    const ws = new WebSocket(`${server.url.replace('http', 'ws')}/mcp`, ['mcp']);
    await once(ws, 'open');
    ws.send(JSON.stringify(initialize));
    await once(ws, 'message');
    const said: string[] = [];
    ws.on('message', (data: Buffer) => said.push(data.toString()));
    ws.send(JSON.stringify(chat(2, '/slow 101 100')));
    await running('/slow 100 100');
    await running('/slow 101 100');

    const closed = once(ws, 'close');
    server.program.process.kill('SIGTERM');
    expect((await closed)[0]).toBe(1001);
    expect(await server.program.ended).toMatchObject({ code: 0 });
    for (const text of [await (await answering).text(), said.join('\n')]) {
      expect(text).toContain('clawbridge is stopping');
      const [, id = ''] = /Task (task_[\w-]+) is kept/.exec(text) ?? [];
      const task = await runProgram(['task', 'wait', id, '--json'], env);
      expect(JSON.parse(task.stdout)).toMatchObject({ id, status: 'completed' });
    }
  });

  it('ends streams as streams end, and leaves although a client does not close its connection', async ({
    world: { env },
    expect,
  }) => {
    const server = await startServer(env);
    const stream = openWire(server.url);
    stream.send(get('/sse'));
    await stream.said(/endpoint/);
    const half = openWire(server.url);
    half.send('POST /mcp HTTP/1.1\r\nHost: localhost\r\n');
    const silent = new WebSocket(`${server.url.replace('http', 'ws')}/mcp`, ['mcp']);
    await once(silent, 'open');
    silent.pause();
    server.program.process.kill('SIGTERM');
    // The last chunk of a body that is complete.
    expect(await stream.closed).toMatch(/\r\n0\r\n\r\n$/);
    expect(parseAnswer(await stream.closed).status).toBe(200);
    expect(await server.program.ended).toMatchObject({ code: 0 });
    silent.terminate();
  });
});
