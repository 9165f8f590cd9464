import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NO_METRICS, type ServedRequest } from '../domain/port/metrics.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createRecordingTracer } from '../domain/port/recording-tracer.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { createRequestAddress } from './address.ts';
import { createVisits, type Visits } from './visits.ts';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

let server: Server | undefined;
afterEach(() => {
  server?.close().closeAllConnections();
});

/** A server that watches its visits, behind a proxy on this machine if it trusts one. */
async function aServer(serve: RequestListener, { trustsProxy = false } = {}) {
  const log = createRecordingLog();
  const tracer = createRecordingTracer();
  const served: ServedRequest[] = [];
  const refused: string[] = [];
  const metrics = {
    ...NO_METRICS,
    served: (one: ServedRequest) => void served.push(one),
    limited: (kind: string) => void refused.push(`limited ${kind}`),
    unauthorized: (reason: string) => void refused.push(reason),
  };
  const addressOf = createRequestAddress(trustsProxy ? [{ address: '127.0.0.0', bits: 8 }] : []);
  const visits: Visits = createVisits({ log, metrics, tracer, addressOf });
  server = createServer((req, res) => {
    visits.begin(req, res);
    serve(req, res);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { log, tracer, served, refused, visits, port };
}

async function get(port: number, path: string, headers: Record<string, string> = {}) {
  const outgoing = request({ port, path, headers, agent: false }).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.headers;
}

const ok: RequestListener = (_, res) => res.end('ok');
const withStatus =
  (status: number): RequestListener =>
  (_, res) =>
    res.writeHead(status).end();

describe('a visit', () => {
  it('has an id of ours, which its answer and its line tell', async () => {
    const { port, log } = await aServer(ok);
    const { 'x-request-id': id } = await get(port, '/mcp?token=planted', {
      'x-request-id': 'chosen-by-anybody',
    });
    expect(id).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    await vi.waitUntil(() => log.lines.length > 0);
    expect(log.lines).toMatchObject([
      {
        level: 'debug',
        fields: { requestId: id, method: 'GET', route: '/mcp', status: 200, address: '127.0.0.1' },
      },
    ]);
    expect(JSON.stringify(log.lines)).not.toContain('planted');
  });

  it('has the id that a proxy we trust gave it, if that looks like one', async () => {
    const { port } = await aServer(ok, { trustsProxy: true });
    const through = { 'x-forwarded-for': '203.0.113.7' };
    const idOf = async (given: string, headers: Record<string, string> = through) =>
      (await get(port, '/', { ...headers, 'x-request-id': given }))['x-request-id'];
    expect(await idOf('0af7651916cd43dd')).toBe('0af7651916cd43dd');
    expect(await idOf('spaces and "quotes"')).toMatch(/^[\da-f-]{36}$/);
    expect(await idOf('0af7651916cd43dd', {})).toMatch(/^[\da-f-]{36}$/);
  });

  it.each([
    [200, 'debug', []],
    [404, 'info', []],
    [401, 'info', ['no_token']],
    [429, 'info', ['limited /mcp']],
    [500, 'warn', []],
  ] as const)('that ends with %i is told at level %s and counts as %j', async (status, level, counted) => {
    const { port, log, refused } = await aServer(withStatus(status));
    await get(port, '/mcp');
    await vi.waitUntil(() => log.lines.length > 0);
    expect(log.lines[0]?.level).toBe(level);
    expect(refused).toEqual(counted);
  });

  it('of a probe is told at no other level, and traced not at all', async () => {
    const { port, log, tracer } = await aServer(withStatus(503));
    await get(port, '/readyz');
    await vi.waitUntil(() => log.lines.length > 0);
    expect(log.lines[0]?.level).toBe('debug');
    expect(tracer.spans).toEqual([]);
  });

  it('tells who was let in', async () => {
    const admission = { principal: OWNER, client: 'tok_1' };
    const world = await aServer((req, res) => {
      world.visits.admitted(req, admission);
      const seen = world.visits.seenAs(new Request('http://localhost/'), req);
      expect(world.visits.of(seen)).toBe(world.visits.of(req));
      res.end();
    });
    await get(world.port, '/mcp');
    await vi.waitUntil(() => world.log.lines.length > 0);
    expect(world.log.lines[0]?.fields).toMatchObject({ principal: 'owner', client: 'tok_1' });
  });

  it('is over when the client leaves before the answer', async () => {
    let arrived = () => {};
    const here = new Promise<void>((resolve) => (arrived = resolve));
    const { port, served } = await aServer(() => arrived());
    const outgoing = request({ port, path: '/mcp', agent: false }).on('error', () => {});
    outgoing.end();
    await here;
    outgoing.destroy();
    await vi.waitUntil(() => served.length > 0);
    expect(served).toMatchObject([{ route: '/mcp', status: 499 }]);
  });

  it('is part of the trace its headers name', async () => {
    const { port, tracer } = await aServer(withStatus(500));
    await get(port, '/mcp', { traceparent: TRACEPARENT });
    await vi.waitUntil(() => tracer.spans[0]?.ended !== undefined);
    expect(tracer.spans).toMatchObject([
      {
        name: 'GET /mcp',
        kind: 'server',
        parent: { traceparent: TRACEPARENT },
        ended: { failure: 'internal', attributes: { 'http.response.status_code': 500 } },
      },
    ]);
  });
});
