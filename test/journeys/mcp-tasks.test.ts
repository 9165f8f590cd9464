import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { startServer } from './clients.ts';
import { leaveWorld as leave, makeWorld, type World } from './gateway-world.ts';
import { rawWays, type RawClient } from './raw-client.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What a client that declares io.modelcontextprotocol/tasks may rely on. */
describe.each(rawWays)('a client that knows MCP Tasks, over $name', (way) => {
  let world: World;
  let client: RawClient;
  beforeAll(async () => {
    world = await makeWorld();
    client = await way.connect(world.env);
  });
  afterAll(async () => {
    await client.end();
    await leave(world);
  });

  const chat = (message: string, more = {}, capabilities?: object) =>
    client.request('tools/call', { name: 'openclaw_chat', arguments: { message, ...more } }, capabilities);
  const get = async (taskId: unknown) => (await client.request('tasks/get', { taskId })).result;
  const becomes = async (taskId: unknown, expected: object) => {
    await expect.poll(() => get(taskId), { timeout: 10_000, interval: 50 }).toMatchObject(expected);
  };
  const turn = (message: string) => world.gateway.turns.find((one) => one.message === message);

  it('is told that the bridge knows them, too', async () => {
    const { result } = await client.request('server/discover');
    expect(result?.['capabilities']).toMatchObject({ extensions: { 'io.modelcontextprotocol/tasks': {} } });
    expect(result?.['capabilities']).not.toHaveProperty('tasks');
  });

  it('gets a handle at once, and the result when the agent has answered', async () => {
    const { result: handle } = await chat('/slow 5 100');
    expect(handle).toMatchObject({
      resultType: 'task',
      taskId: expect.stringMatching(/^task_/),
      status: 'working',
      createdAt: expect.stringMatching(ISO),
      lastUpdatedAt: expect.stringMatching(ISO),
      ttlMs: 86_400_000,
      pollIntervalMs: 1_000,
    });
    expect(handle).not.toHaveProperty('structuredContent');
    const { taskId } = handle ?? {};
    expect(await get(taskId)).toMatchObject({ resultType: 'complete', taskId, status: 'working' });
    await becomes(taskId, {
      resultType: 'complete',
      taskId,
      status: 'completed',
      result: {
        resultType: 'complete',
        structuredContent: { reply: 'w0 w1 w2 w3 w4', task_id: taskId },
      },
    });
  });

  it('sees how it goes while the agent works', async () => {
    const { result: handle } = await chat('/slow 1000 50');
    const { taskId } = handle ?? {};
    await becomes(taskId, {
      status: 'working',
      statusMessage: expect.stringMatching(/^[\d,]+ characters so far$/),
    });
    await client.request('tasks/cancel', { taskId });
  });

  it('gets in the end what a client that knows none gets at once', async () => {
    const key = { idempotency_key: 'same' };
    const { result: handle } = await chat('say it', key);
    await becomes(handle?.['taskId'], { status: 'completed' });
    const task = await get(handle?.['taskId']);
    const { result: answered } = await chat('say it', key, {});
    const { _meta, ...plain } = answered ?? {};
    expect(plain).toMatchObject({ resultType: 'complete', structuredContent: { reply: 'ECHO: say it' } });
    expect(task?.['result']).toEqual(plain);
  });

  it('learns of an agent that failed by a completed task whose result is an error', async () => {
    const { result: handle } = await chat('/error no');
    const taskId = handle?.['taskId'];
    await becomes(taskId, { status: 'completed', result: { isError: true } });
    const task = (await get(taskId)) as { result: { content: { text: string }[] } };
    const [said, data] = task.result.content.map(({ text }) => text);
    expect(said).toContain('LLM request failed');
    expect(JSON.parse(data ?? '')).toMatchObject({ task_id: taskId, hint: expect.any(String) });
    expect(task).not.toHaveProperty('error');
  });

  it('cancels: the agent stops, and cancelling again does nothing', async () => {
    const { result: handle } = await chat('/hang');
    const { taskId } = handle ?? {};
    await expect.poll(() => turn('/hang')?.status).toBe('running');
    const cancel = () => client.request('tasks/cancel', { taskId });
    const acknowledged = { resultType: 'complete', _meta: expect.anything() };
    expect((await cancel()).result).toEqual(acknowledged);
    await becomes(taskId, { status: 'cancelled', statusMessage: 'Cancelled' });
    expect(turn('/hang')?.status).toBe('aborted');
    expect((await cancel()).result).toEqual(acknowledged);
  });

  it('may answer a task that asks nothing', async () => {
    const { result: handle } = await chat('ask me nothing');
    const { taskId } = handle ?? {};
    const { result } = await client.request('tasks/update', {
      taskId,
      inputResponses: { name: { action: 'accept', content: {} } },
    });
    expect(result).toEqual({ resultType: 'complete', _meta: expect.anything() });
    await becomes(taskId, { status: 'completed' });
  });

  it('finds the tasks of every other tool', async () => {
    const { result } = await client.request('tools/call', {
      name: 'openclaw_chat_async',
      arguments: { message: 'later' },
    });
    expect(result).toMatchObject({
      resultType: 'complete',
      structuredContent: { task_id: expect.any(String) },
    });
    const { task_id } = (result?.['structuredContent'] ?? {}) as { task_id?: string };
    await becomes(task_id, {
      status: 'completed',
      result: { structuredContent: { reply: 'ECHO: later' } },
    });
  });

  it('gets results at once from the tools that need no agent, and errors of arguments, too', async () => {
    const { result } = await client.request('tools/call', { name: 'openclaw_instances', arguments: {} });
    expect(result).toMatchObject({ resultType: 'complete', structuredContent: { total: 1 } });
    const { result: refused } = await chat('   ');
    expect(refused).toMatchObject({ resultType: 'complete', isError: true });
  });

  it.each(['tasks/get', 'tasks/update', 'tasks/cancel'])(
    'is told by %s of a task there is not',
    async (method) => {
      const { error } = await client.request(method, { taskId: 'task_0', inputResponses: {} });
      expect(error).toMatchObject({ code: -32_602, message: 'Task not found: task_0' });
    },
  );

  it.each(['tasks/list', 'tasks/result'])('finds no %s, which an earlier revision had', async (method) => {
    expect((await client.request(method, { taskId: 'task_0' })).error).toMatchObject({ code: -32_601 });
  });

  it.each(['tasks/get', 'tasks/update', 'tasks/cancel'])(
    'is refused %s where it does not say so',
    async (method) => {
      const { error, httpStatus = 400 } = await client.request(
        method,
        { taskId: 'task_0', inputResponses: {} },
        { elicitation: {} },
      );
      expect(error).toMatchObject({
        code: -32_021,
        data: { requiredCapabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } },
      });
      expect(httpStatus).toBe(400);
    },
  );
});

/** Its own tools/call takes no handle yet; its other requests reach tasks like everybody's. */
describe("the SDK's client", () => {
  it('polls and cancels a task by its id', async () => {
    const world = await makeWorld();
    const server = await startServer(world.env);
    const client = new Client(
      { name: 'journey', version: '1' },
      {
        versionNegotiation: { mode: 'auto' },
        capabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } },
      },
    );
    await client.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)));
    const request = (method: string, taskId: unknown) =>
      client.request({ method, params: { taskId } }, z.looseObject({}));

    const { structuredContent } = await client.callTool({
      name: 'openclaw_chat_async',
      arguments: { message: '/hang' },
    });
    const { task_id } = structuredContent as { task_id: string };
    expect(await request('tasks/get', task_id)).toMatchObject({ taskId: task_id, status: 'working' });
    await request('tasks/cancel', task_id);
    await expect.poll(() => request('tasks/get', task_id)).toMatchObject({ status: 'cancelled' });
    await expect(request('tasks/get', 'task_0')).rejects.toMatchObject({ code: -32_602 });

    await client.close();
    await server.stop();
    await leave(world);
  });
});
