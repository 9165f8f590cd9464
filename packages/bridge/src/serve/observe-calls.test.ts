import { describe, expect, it } from 'vitest';
import { NO_METRICS } from '../domain/port/metrics.ts';
import { createRecordingTracer } from '../domain/port/recording-tracer.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { watchCalls } from './observe-calls.ts';
import type { Visit } from './visits.ts';
import type { Deed } from '../domain/audit-record.ts';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** A call that changes something, on a visit of this id. */
function watched({ isConnection }: { readonly isConnection: boolean }) {
  const tracer = createRecordingTracer();
  const deeds: Deed[] = [];
  const request = new Request('http://localhost/mcp');
  const visit: Visit = {
    id: 'visit-1',
    method: 'GET',
    route: '/mcp',
    address: '192.0.2.7',
    span: { context: { traceparent: TRACEPARENT }, end() {} },
    admission: { principal: OWNER, client: 'tok_1' },
  };
  const traces = { tracer, tasks: { asked() {} } };
  const watch = { metrics: NO_METRICS, traces } as unknown as Parameters<typeof watchCalls>[0]['watch'];
  const watchCall = watchCalls({
    visits: { of: (one) => (one === request ? visit : undefined) },
    watch,
    note: (deed) => void deeds.push(deed),
  });
  const call = watchCall({
    tool: 'openclaw_chat',
    isReadOnly: false,
    principal: OWNER,
    request: isConnection ? undefined : request,
    connection: isConnection ? request : undefined,
    meta: undefined,
  });
  call.ended();
  return { call, deeds, spans: tracer.spans };
}

describe('a call', () => {
  it.each([
    ['a request', false],
    ['a connection', true],
  ])('is noted with who made it, from where, and with %s', (_, isConnection) => {
    const { call, deeds } = watched({ isConnection });
    expect(call.requestId).toBe('visit-1');
    expect(deeds).toEqual([
      {
        principal: 'owner',
        action: 'tool:openclaw_chat',
        client: 'tok_1',
        address: '192.0.2.7',
        requestId: 'visit-1',
        outcome: 'ok',
      },
    ]);
  });

  it('is part of the trace of its request', () => {
    expect(watched({ isConnection: false }).spans).toMatchObject([{ parent: { traceparent: TRACEPARENT } }]);
  });

  it('has a trace of its own on a connection, and names it', () => {
    const [span] = watched({ isConnection: true }).spans;
    expect(span?.parent).toBeUndefined();
    expect(span?.link).toEqual({ traceparent: TRACEPARENT });
  });
});
