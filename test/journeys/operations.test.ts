import { Client, SSEClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { postCall } from './post-call.ts';
import { startServer, type RunningServer } from './clients.ts';
import { startCollector, type Collector } from './collector.ts';
import { leaveWorld, makeWorld, type World } from './gateway-world.ts';
import { runProgram, type Environment } from './program.ts';
import { webSocketTransport } from './web-socket-transport.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

interface AuditJson {
  readonly records: readonly Record<string, unknown>[];
}

async function auditOf(env: Environment, ...args: string[]): Promise<AuditJson['records']> {
  const { stdout } = await runProgram(['audit', '--json', ...args], env);
  return (JSON.parse(stdout) as AuditJson).records;
}

/** Resolves with the page once it holds the line. */
async function metricsWith(url: string, line: RegExp, headers: Record<string, string> = {}): Promise<string> {
  return await vi.waitUntil(
    async () => {
      const page = await (await fetch(`${url}/metrics`, { headers })).text();
      return line.test(page) ? page : undefined;
    },
    { timeout: 10_000, interval: 100 },
  );
}

describe('who runs clawbridge on this machine', () => {
  let world: World;
  let server: RunningServer;

  beforeAll(async () => {
    world = await makeWorld();
    server = await startServer({ ...world.env, CLAWBRIDGE_LOG_LEVEL: 'debug' });
  });
  afterAll(async () => {
    await server.stop();
    await leaveWorld(world);
  });

  it('reads on /metrics what was done, and how the gateway is', async () => {
    expect(await (await postCall(server.url, 'openclaw_chat', { message: 'hi' })).text()).toContain(
      'ECHO: hi',
    );
    const page = await metricsWith(server.url, /clawbridge_gateway_up\{instance="default"\} 1/);
    expect(page).toContain('clawbridge_tasks_total{instance="default",status="completed"} 1');
    expect(page).toContain('clawbridge_tool_calls_total{tool="openclaw_chat",outcome="ok"} 1');
    expect(page).toContain('clawbridge_tasks{instance="default",status="running"} 0');
    expect(page).toMatch(/clawbridge_http_requests_total\{route="\/mcp",method="POST",status="2xx"\} \d+/);
    expect(page).toMatch(/process_resident_memory_bytes \d+/);
    expect(page).not.toContain('ECHO');
  });

  it('finds the line of a request by the id its answer has, and nothing in it of what was said', async () => {
    const answer = await postCall(server.url, 'openclaw_task_status', { task_id: 'task_of_nobody' });
    const id = answer.headers.get('x-request-id') ?? '';
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(await answer.text()).toContain(`\\"request_id\\":\\"${id}\\"`);
    const [line] = await server.program.waitFor(new RegExp(`.*${id}.*`), 'stderr');
    expect(JSON.parse(line)).toMatchObject({
      level: 'debug',
      route: '/mcp',
      method: 'POST',
      status: 200,
      principal: 'owner',
    });
    expect(line).not.toContain('task_of_nobody');
  });

  it('sees a request that is refused, without its query', async () => {
    const answer = await fetch(`${server.url}/nothing?access_token=planted`, {
      headers: { 'x-request-id': 'chosen-by-anybody' },
    });
    const id = answer.headers.get('x-request-id') ?? '';
    expect(id).not.toBe('chosen-by-anybody');
    const [line] = await server.program.waitFor(new RegExp(`.*${id}.*`), 'stderr');
    expect(JSON.parse(line)).toMatchObject({ level: 'info', route: 'other', status: 404 });
    expect(server.program.stderr()).not.toContain('planted');
  });

  it('reads in the audit log who changed something, and not who only looked', async () => {
    const answer = await postCall(server.url, 'openclaw_chat_async', { message: 'remember this' });
    const id = answer.headers.get('x-request-id');
    const taskId = /task_[\da-f]{8}[\w-]+/.exec(await answer.text())?.[0];
    await postCall(server.url, 'openclaw_task_list', {});
    const records = await vi.waitUntil(
      async () => {
        const found = await auditOf(world.env, '--limit', '10', '--since', '1h');
        return found.some(({ requestId }) => requestId === id) ? found : undefined;
      },
      { timeout: 10_000 },
    );
    expect(records.find(({ requestId }) => requestId === id)).toMatchObject({
      principal: 'owner',
      action: 'tool:openclaw_chat_async',
      outcome: 'ok',
      target: taskId,
    });
    expect(JSON.stringify(records)).not.toMatch(/openclaw_task_list|remember/);
    expect(await auditOf(world.env, '--principal', 'nobody')).toEqual([]);
    const { stdout } = await runProgram(['audit', '--limit', '1'], world.env);
    expect(stdout).toMatch(/^\d{4}-.*Z {2}owner {2}tool:openclaw_chat\w* {2}ok {2}target=task_/);
  });

  it.each([
    ['legacy SSE', () => new SSEClientTransport(new URL(`${server.url}/sse`))],
    ['a WebSocket', () => webSocketTransport(server.url)],
  ])('reads in the audit log who did something over %s, and from where', async (door, transport) => {
    const client = new Client({ name: 'journey', version: '1' });
    await client.connect(transport());
    const message = `over ${door}`;
    const { content } = await client.callTool({ name: 'openclaw_chat_async', arguments: { message } });
    const taskId = /task_[\da-f]{8}[\w-]+/.exec(JSON.stringify(content))?.[0];
    const record = await vi.waitUntil(
      async () => (await auditOf(world.env, '--limit', '20')).find(({ target }) => target === taskId),
      { timeout: 10_000 },
    );
    expect(record).toMatchObject({ principal: 'owner', address: '127.0.0.1', requestId: expect.any(String) });
    expect(server.program.stderr()).toContain(String(record['requestId']));
    await client.close();
  });

  it('is told how to say what audit shall show', async () => {
    for (const [flag = '', value = ''] of [
      ['--since', 'soon'],
      ['--since', '2026-02-31'],
      ['--limit', 'many'],
      ['--principal', ''],
    ])
      expect(await runProgram(['audit', flag, value], world.env)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(flag),
      });
  });
});

describe('a probe', () => {
  it('finds clawbridge alive and not ready while the gateway is away, and learns no address', async () => {
    const world = await makeWorld();
    await world.gateway.stop();
    const server = await startServer(world.env);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const answer = await fetch(`${server.url}/readyz`);
    expect(answer.status).toBe(503);
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({ ready: false, store: 'ok', gateway: 'gateway_unreachable' });
    expect(body).not.toContain('127.0.0.1');
    await server.stop();
    world.home.remove();
  });
});

describe('who runs clawbridge for others', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(async () => {
    await leaveWorld(world);
  });
  const token = async (...args: string[]) => {
    const { stdout } = await runProgram(['token', 'create', ...args, '--json'], world.env);
    return (JSON.parse(stdout) as { token: string }).token;
  };
  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

  it('shows metrics to a token of scope admin only, or to that of the page', async () => {
    const [chat, admin] = [
      await token('phone', '--scopes', 'read,chat'),
      await token('prometheus', '--scopes', 'admin'),
    ];
    const env = {
      ...world.env,
      AUTH_ENABLED: 'true',
      CLAWBRIDGE_AUTH_MODE: 'token',
      CLAWBRIDGE_METRICS_TOKEN: 'only-for-the-page',
    };
    const server = await startServer(env);
    const statusWith = async (headers: Record<string, string>) =>
      (await fetch(`${server.url}/metrics`, { headers })).status;
    expect(await statusWith({})).toBe(401);
    expect(await statusWith(bearer('wrong-one'))).toBe(401);
    expect(await statusWith(bearer(chat))).toBe(403);
    const refusal = await fetch(`${server.url}/metrics`, { headers: bearer(chat) });
    expect(await refusal.text()).toContain('clawbridge token create prometheus --scopes admin');
    expect(await statusWith(bearer(admin))).toBe(200);
    const page = await metricsWith(server.url, /clawbridge_auth_failures_total/, bearer('only-for-the-page'));
    expect(page).toContain('clawbridge_auth_failures_total{reason="no_token"} 1');
    expect(page).toContain('clawbridge_auth_failures_total{reason="invalid_token"} 1');

    const refused = await postCall(
      server.url,
      'permissions_list_open',
      {},
      { headers: bearer(await token('reader', '--scopes', 'chat', '--principal', 'ada')) },
    );
    expect(await refused.text()).toContain('not_allowed');
    await server.stop();
    expect(await auditOf(world.env, '--principal', 'ada')).toMatchObject([
      { action: 'tool:permissions_list_open', outcome: 'refused', reason: 'not_allowed' },
    ]);
  });

  it('has no such page when it is switched off', async () => {
    const server = await startServer(world.env, ['--metrics', 'off']);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
    await server.stop();
  });
});

describe('who looks for what led to what', () => {
  let world: World;
  let collector: Collector;
  let server: RunningServer;
  beforeAll(async () => {
    world = await makeWorld();
    collector = await startCollector();
    server = await startServer({
      ...world.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
  });
  afterAll(async () => {
    await server.stop();
    await collector.close();
    await leaveWorld(world);
  });

  it('finds in the trace of the client: the request, the call, the task and the run', async () => {
    const headers = { traceparent: TRACEPARENT, tracestate: 'vendor=1' };
    await postCall(server.url, 'openclaw_chat', { message: 'tell nobody' }, { headers });
    const [request, tool, task, run] = await Promise.all(
      ['POST /mcp', 'tools/call openclaw_chat', 'task', 'gateway run'].map(collector.span),
    );
    expect([request, tool, task, run].map((span) => span?.traceId)).toEqual(Array(4).fill(TRACE));
    expect(request?.parentSpanId).toBe('00f067aa0ba902b7');
    expect(tool?.parentSpanId).toBe(request?.spanId);
    expect(task?.parentSpanId).toBe(tool?.spanId);
    expect(run?.parentSpanId).toBe(task?.spanId);
    expect(collector.received()).toContain('"service.name"');
    expect(collector.received()).not.toContain('tell nobody');
  });

  it('finds the call in the trace that the client names in _meta', async () => {
    const other = TRACEPARENT.replaceAll('4', '5');
    await postCall(server.url, 'openclaw_instances', {}, { meta: { traceparent: other } });
    const span = await collector.span('tools/call openclaw_instances');
    expect(span).toMatchObject({ traceId: other.slice(3, 35), parentSpanId: other.slice(36, 52) });
  });

  it('finds a failed call as such', async () => {
    await postCall(server.url, 'openclaw_task_cancel', { task_id: 'none' });
    const { status, attributes } = await collector.span('tools/call openclaw_task_cancel');
    expect(status?.code).toBe(2);
    expect(attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'unknown_task' } });
  });
});
