import { createMcpHandler, McpServer, type CallToolResult } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import {
  declaresTasks,
  offerTasks,
  taskHandle,
  type TaskHead,
  type TaskRecord,
  type TaskSource,
  type TaskState,
} from './tasks-extension.ts';

const KNOWS_TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

const head: TaskHead = {
  taskId: 't1',
  createdAt: '2026-11-21T10:00:00.000Z',
  lastUpdatedAt: '2026-11-21T10:00:01.000Z',
  ttlMs: 60_000,
  pollIntervalMs: 200,
  statusMessage: '12 characters so far',
};
const result: CallToolResult = { content: [{ type: 'text', text: 'done' }] };
const form = { message: 'Sure?', requestedSchema: { type: 'object' as const, properties: {} } };
const question = { method: 'elicitation/create' as const, params: { mode: 'form' as const, ...form } };

describe('a server that offers tasks', () => {
  it('says so as an extension, not as the capability of an earlier revision', async () => {
    const { result: said } = await serve(aSource())('server/discover', {});
    expect(said).toMatchObject({ capabilities: KNOWS_TASKS });
    expect(said?.['capabilities']).not.toHaveProperty('tasks');
  });

  it.each<[TaskState, object]>([
    [{ status: 'working' }, {}],
    [{ status: 'cancelled' }, {}],
    [{ status: 'input_required', inputRequests: { ok: question } }, { inputRequests: { ok: question } }],
    [{ status: 'completed', result }, { result: { resultType: 'complete', ...result } }],
    [
      { status: 'failed', error: { code: -32_603, message: 'broke' } },
      { error: { code: -32_603, message: 'broke' } },
    ],
  ])('answers tasks/get flat: %o', async (state, more) => {
    const request = serve(aSource({ ...head, ...state }));
    expect((await request('tasks/get', { taskId: 't1' })).result).toEqual({
      resultType: 'complete',
      ...head,
      status: state.status,
      ...more,
      _meta: expect.anything(),
    });
  });

  it('passes the answers of tasks/update on, and acknowledges', async () => {
    const source = aSource();
    const ok = { action: 'accept', content: { yes: true } };
    const reply = await serve(source)('tasks/update', { taskId: 't1', inputResponses: { ok } });
    expect(reply.result).toEqual({ resultType: 'complete', _meta: expect.anything() });
    expect(source.told).toEqual([['update', 't1', { ok }]]);
  });

  it('acknowledges tasks/cancel', async () => {
    const source = aSource();
    const reply = await serve(source)('tasks/cancel', { taskId: 't1' });
    expect(reply.result).toEqual({ resultType: 'complete', _meta: expect.anything() });
    expect(source.told).toEqual([['cancel', 't1']]);
  });

  describe.each(['tasks/get', 'tasks/update', 'tasks/cancel'])('refuses %s', (method) => {
    const params = { taskId: 't2', inputResponses: {} };

    it('of a task there is not', async () => {
      const { error } = await serve(aSource())(method, params);
      expect(error).toEqual({ code: -32_602, message: 'Task not found: t2' });
    });

    it('without an id', async () => {
      expect((await serve(aSource())(method, {})).error).toMatchObject({ code: -32_602 });
    });

    it.each([{}, { elicitation: {} }, { extensions: {} }, { tasks: {} }])(
      'of a client that declares %o',
      async (capabilities) => {
        const { error, status } = await serve(aSource())(method, params, capabilities);
        expect(error).toMatchObject({ code: -32_021, data: { requiredCapabilities: KNOWS_TASKS } });
        expect(status).toBe(400);
      },
    );
  });
});

describe('a call that may be a task', () => {
  const call = { name: 'work', arguments: {} };

  it('is one for a client that knows tasks: flat, without what the task holds', async () => {
    const request = serve(aSource({ ...head, status: 'completed', result }));
    expect((await request('tools/call', call)).result).toEqual({
      resultType: 'task',
      content: [],
      ...head,
      status: 'completed',
      _meta: expect.anything(),
    });
  });

  it('is a call like every other for everybody else, whatever an earlier request said', async () => {
    const request = serve(aSource());
    await request('tools/call', call);
    expect((await request('tools/call', call, {})).result).toMatchObject({
      resultType: 'complete',
      ...result,
    });
  });
});

/** A source of one task, `t1`, that notes what it is told. */
function aSource(task: TaskRecord = { ...head, status: 'working' }): TaskSource & {
  readonly task: TaskRecord;
  readonly told: unknown[];
} {
  const told: unknown[] = [];
  const note = async (...what: unknown[]) => {
    told.push(what);
    return what[1] === task.taskId;
  };
  return {
    task,
    told,
    get: async (id) => (id === task.taskId ? task : undefined),
    update: (id, responses) => note('update', id, responses),
    cancel: (id) => note('cancel', id),
  };
}

interface Reply {
  readonly status: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Requests of the stateless era to a server with this source, and a tool that may answer with its task. */
function serve(source: ReturnType<typeof aSource>) {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'test', version: '0' });
    server.registerTool('work', { description: 'Works.' }, (ctx) =>
      declaresTasks(ctx) ? taskHandle(source.task) : result,
    );
    offerTasks(server, source);
    return server;
  });
  return async function request(
    method: string,
    params: object,
    capabilities: object = KNOWS_TASKS,
  ): Promise<Reply> {
    const { taskId, name = taskId } = params as { taskId?: string; name?: string };
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    };
    const response = await handler.fetch(
      new Request('http://127.0.0.1/mcp', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': method,
          ...(name === undefined ? {} : { 'mcp-name': name }),
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
      }),
    );
    return { ...((await response.json()) as Reply), status: response.status };
  };
}
