import { startSimulator, type Simulator } from '@clawbridge/simulator';
import type { CallToolResult, Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAT_TOOLS, CONVERSATION_TOOLS } from '../../packages/bridge/src/mcp/tools/tool-names.fixture.ts';
import { ways, type Connected } from './clients.ts';
import { makeHome, type Environment } from './program.ts';

/** What every MCP client may rely on, over every transport and in both protocol eras. */
describe.each(ways)('an MCP client over $name', (way) => {
  const home = makeHome();
  let gateway: Simulator;
  let connected: Connected;
  let client: Client;

  beforeAll(async () => {
    gateway = await startSimulator();
    const env: Environment = {
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_INSTANCES: JSON.stringify([
        { name: 'home', url: gateway.httpUrl, token: gateway.token, default: true },
        { name: 'nowhere', url: 'http://127.0.0.1:9', token: 'x', timeout: 2000 },
      ]),
    };
    connected = await way.connect(env);
    client = connected.client;
  });
  afterAll(async () => {
    await connected.close();
    await gateway.stop();
    home.remove();
  });

  const call = async (name: string, args: Record<string, unknown> = {}, options = {}) =>
    (await client.callTool({ name, arguments: args }, options)) as CallToolResult;
  const data = (result: CallToolResult) => result.structuredContent as Record<string, unknown>;
  const texts = (result: CallToolResult) =>
    result.content.map((one) => (one.type === 'text' ? one.text : ''));

  it('speaks the era it asked for', () => {
    expect(client.getProtocolEra()).toBe(way.era);
    expect(client.getServerVersion()).toMatchObject({ name: 'clawbridge' });
    expect(client.getInstructions()).toContain('openclaw_chat');
  });

  it('is offered MCP Tasks in the era that has them', () => {
    const offered = way.era === 'modern' ? { 'io.modelcontextprotocol/tasks': {} } : undefined;
    expect(client.getServerCapabilities()?.extensions).toEqual(offered);
  });

  it('sees the tools of both sets', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([...CHAT_TOOLS, ...CONVERSATION_TOOLS]);
  });

  it('asks and gets the reply, the session, the instance, the usage and the task', async () => {
    const result = await call('openclaw_chat', { message: 'hello' });
    expect(result.isError).toBeFalsy();
    expect(texts(result)[0]).toBe('ECHO: hello');
    expect(JSON.parse(texts(result)[1] ?? '')).toEqual(data(result));
    expect(data(result)).toMatchObject({
      reply: 'ECHO: hello',
      instance: 'home',
      session_id: expect.stringMatching(/^clawbridge:/),
      task_id: expect.stringMatching(/^task_/),
      usage: {
        input_tokens: expect.any(Number),
        output_tokens: expect.any(Number),
        total_tokens: expect.any(Number),
      },
    });
  });

  it('goes on in a conversation it names', async () => {
    const result = await call('openclaw_chat', { message: 'one', session_id: 'Notes:1' });
    expect(data(result)).toMatchObject({ session_id: 'Notes:1' });
    await call('openclaw_chat', { message: 'two', session_id: 'Notes:1' });
    const sessions = gateway.turns
      .filter(({ message }) => message === 'one' || message === 'two')
      .map((turn) => turn.sessionKey);
    expect(new Set(sessions)).toEqual(new Set(['agent:main:notes:1']));
  });

  it('sees progress while the agent works', async () => {
    const seen: string[] = [];
    const onprogress = ({ message }: { message?: string }) => seen.push(message ?? '');
    const result = await call('openclaw_chat', { message: '/slow 6 120' }, { onprogress });
    expect(texts(result)[0]).toBe('w0 w1 w2 w3 w4 w5');
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.some((message) => message.startsWith('w0'))).toBe(true);
  });

  it('cancels a call, and the agent stops', async () => {
    const stop = new AbortController();
    const calling = call('openclaw_chat', { message: '/hang' }, { signal: stop.signal });
    await expect
      .poll(() => gateway.turns.some((turn) => turn.message === '/hang' && turn.status === 'running'))
      .toBe(true);
    stop.abort();
    await expect(calling).rejects.toThrow(/abort/i);
    await expect.poll(() => gateway.turns.find((turn) => turn.message === '/hang')?.status).toBe('aborted');
    await expect
      .poll(async () => data(await call('openclaw_task_list', { status: 'cancelled' }))['tasks'])
      .toHaveLength(1);
  });

  it('hands over a task and fetches its answer later', async () => {
    const task = data(await call('openclaw_chat_async', { message: '/slow 3 50', priority: 5 }));
    expect(task).toMatchObject({ instance: 'home', task_id: expect.stringMatching(/^task_/) });
    expect(['pending', 'running']).toContain(task['status']);
    await expect
      .poll(async () => data(await call('openclaw_task_status', { task_id: task['task_id'] })))
      .toMatchObject({
        type: 'chat',
        status: 'completed',
        result: 'w0 w1 w2',
        completed_at: expect.any(String),
      });
    const list = data(await call('openclaw_task_list', { session_id: task['session_id'] }));
    expect(list['tasks']).toMatchObject([{ task_id: task['task_id'], priority: 5, has_result: true }]);
    expect(list).not.toHaveProperty('next_cursor');
  });

  it('pages through its tasks', async () => {
    for (const message of ['first', 'second']) await call('openclaw_chat', { message, session_id: 'pages' });
    const page = async (cursor = {}) =>
      data(await call('openclaw_task_list', { session_id: 'pages', limit: 1, ...cursor }));
    const newest = await page();
    const oldest = await page({ cursor: newest['next_cursor'] });
    const ids = [newest, oldest].flatMap(({ tasks }) => tasks as { task_id: string }[]);
    expect(new Set(ids.map(({ task_id }) => task_id)).size).toBe(2);
    expect(oldest).not.toHaveProperty('next_cursor');
  });

  it('waits for a task as long as it says, with progress, and leaves it alone when it waits no longer', async () => {
    const { task_id } = data(await call('openclaw_chat_async', { message: '/slow 12 100' }));
    const status = (wait_ms: number, options = {}) =>
      call('openclaw_task_status', { task_id, wait_ms }, options);
    expect(['pending', 'running']).toContain(data(await status(1))['status']);
    const stop = new AbortController();
    const onprogress = () => stop.abort();
    await expect(status(60_000, { signal: stop.signal, onprogress })).rejects.toThrow(/abort/i);
    expect(data(await status(60_000))).toMatchObject({
      status: 'completed',
      result: expect.stringMatching(/ w11$/),
    });
  });

  it('gets the same task for the same idempotency key, and a refusal for another message', async () => {
    const first = data(await call('openclaw_chat', { message: 'once', idempotency_key: 'k1' }));
    const again = data(await call('openclaw_chat', { message: 'once', idempotency_key: 'k1' }));
    expect(again).toEqual(first);
    expect(gateway.turns.filter(({ message }) => message === 'once')).toHaveLength(1);
    const other = await call('openclaw_chat', { message: 'twice', idempotency_key: 'k1' });
    expect(other.isError).toBe(true);
    expect(texts(other)[0]).toContain('was used for another question');
  });

  it('cancels a running task', async () => {
    const task = data(await call('openclaw_chat_async', { message: '/hang', session_id: 'hang' }));
    await expect
      .poll(() =>
        gateway.turns.some((turn) => turn.sessionKey === 'agent:main:hang' && turn.status === 'running'),
      )
      .toBe(true);
    expect(data(await call('openclaw_task_cancel', { task_id: task['task_id'] }))).toMatchObject({
      status: 'cancelled',
    });
    expect(gateway.turns.find((turn) => turn.sessionKey === 'agent:main:hang')?.status).toBe('aborted');
    const again = await call('openclaw_task_cancel', { task_id: task['task_id'] });
    expect(again.isError).toBe(true);
    expect(texts(again)[0]).toContain('already cancelled');
  });

  it('learns the truth about an instance', async () => {
    expect(data(await call('openclaw_status'))).toMatchObject({
      status: 'ok',
      instance: 'home',
      outlet: 'ws',
      latency_ms: expect.any(Number),
      version: expect.any(String),
      scopes: expect.arrayContaining(['operator.read', 'operator.write']),
    });
    expect(data(await call('openclaw_status', { instance: 'nowhere' }))).toMatchObject({
      status: 'error',
      code: 'gateway_unreachable',
      hint: expect.any(String),
    });
    expect(data(await call('openclaw_instances'))).toEqual({
      instances: [
        { name: 'home', url: gateway.httpUrl, isDefault: true },
        { name: 'nowhere', url: 'http://127.0.0.1:9', isDefault: false },
      ],
      total: 2,
    });
  });

  it.each([
    ['a misspelt field', 'openclaw_chat', { message: 'x', sessionId: 'y' }, 'Did you mean "session_id"'],
    ['a missing field', 'openclaw_chat', {}, 'message is required'],
    ['an empty message', 'openclaw_chat', { message: '   ' }, 'message is empty'],
    ['a message of 1 MB and more', 'openclaw_chat', { message: 'x'.repeat(1_048_577) }, '<=1000000'],
    ['a control character', 'openclaw_chat', { message: 'a\u0000b' }, 'control characters'],
    [
      'a session id with a line break',
      'openclaw_chat',
      { message: 'x', session_id: 'a\nb' },
      'printable ASCII',
    ],
    [
      'a session id in another script',
      'openclaw_chat',
      { message: 'x', session_id: '会话' },
      'printable ASCII',
    ],
    [
      'a reserved session',
      'openclaw_chat',
      { message: 'x', session_id: 'cron:daily' },
      'OpenClaw keeps for itself',
    ],
    ['an unknown instance', 'openclaw_chat', { message: 'x', instance: 'moon' }, 'Available: home, nowhere'],
    ['a priority that is no integer', 'openclaw_chat_async', { message: 'x', priority: 1.5 }, 'priority'],
    ['an unknown task', 'openclaw_task_status', { task_id: 'task_0' }, 'Task not found: task_0'],
    ['an unknown status', 'openclaw_task_list', { status: 'done' }, 'status'],
    [
      'a gateway that is down',
      'openclaw_chat',
      { message: 'x', instance: 'nowhere' },
      'Failed to connect to OpenClaw',
    ],
    ['a provider that fails', 'openclaw_chat', { message: '/error no' }, 'LLM request failed'],
  ])('gets a clear error for %s, and goes on', async (_, name, args, expected) => {
    const result = await call(name, args);
    expect(result.isError).toBe(true);
    expect(texts(result)[0]).toContain(expected);
    expect((await call('openclaw_instances')).isError).toBeFalsy();
  });

  it('sends a message of a million characters whole', async () => {
    const message = `${'龍'.repeat(999_990)} end`;
    const result = await call('openclaw_chat', { message });
    expect(data(result)['reply']).toBe(`ECHO: ${message}`);
  });

  it('is told of an unknown tool by the protocol', async () => {
    await expect(call('openclaw_fly')).rejects.toThrow(/openclaw_fly/);
  });
});
