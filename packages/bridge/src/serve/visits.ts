import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admission } from '../auth/gate.ts';
import type { Log } from '../domain/port/log.ts';
import type { Metrics } from '../domain/port/metrics.ts';
import type { Span, Tracer } from '../domain/port/tracer.ts';
import { traceContextFrom } from '../domain/trace-context.ts';
import type { RequestAddress } from './address.ts';
import { isProbe, routeOf } from './route.ts';

/** One request to the HTTP port, from its head to the last byte of its answer. */
export interface Visit {
  /** Names it in the answer, in logs and in the audit log. */
  readonly id: string;
  readonly method: string;
  readonly route: string;
  /** The client's, as far as proxies we trust tell it. */
  readonly address: string;
  /** What is part of it in a trace. */
  readonly span: Span | undefined;
  /** From when the gate has let it in. */
  admission?: Admission;
}

export interface Visits {
  /** A request came in. It is told of when its answer has gone out. */
  begin(incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** The same request in the shape of a Request, which it returns. */
  seenAs(request: Request, incoming: object): Request;
  /** The visit a request is. */
  of(request: object): Visit | undefined;
  /** The gate has let it in. */
  admitted(incoming: object, admission: Admission): void;
}

export interface VisitsOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer: Tracer | undefined;
  readonly addressOf: RequestAddress;
}

/** An id as proxies make them; anything longer or stranger gets one of ours. */
const REQUEST_ID = /^[\w.:/+=-]{8,128}$/;

/** By the request itself: what follows a call through every promise (AsyncLocalStorage) would cost each of them half its time. */
export function createVisits({ log, metrics, tracer, addressOf }: VisitsOptions): Visits {
  const visits = new WeakMap<object, Visit>();
  return {
    begin(incoming, outgoing) {
      const begun = performance.now();
      const visit = visitOf(incoming);
      visits.set(incoming, visit);
      outgoing.setHeader('x-request-id', visit.id);
      outgoing.once('close', () => end(visit, incoming, outgoing, performance.now() - begun));
    },
    seenAs(request, incoming) {
      const visit = visits.get(incoming);
      if (visit !== undefined) visits.set(request, visit);
      return request;
    },
    of: (request) => visits.get(request),
    admitted(incoming, admission) {
      const visit = visits.get(incoming);
      if (visit !== undefined) visit.admission = admission;
    },
  };

  function visitOf(incoming: IncomingMessage): Visit {
    const { method = 'GET', url = '/' } = incoming;
    const { address, isProxied } = addressOf(incoming);
    const route = routeOf(url);
    return {
      id: isProxied ? givenId(incoming) : randomUUID(),
      method,
      route,
      address,
      span: isProbe(route) ? undefined : spanOf(incoming, method, route),
    };
  }

  function spanOf({ headers }: IncomingMessage, method: string, route: string): Span | undefined {
    return tracer?.begin({
      name: `${method} ${route}`,
      kind: 'server',
      parent: traceContextFrom(headers['traceparent'], headers['tracestate']),
      attributes: { 'http.request.method': method, 'http.route': route },
    });
  }

  function end(visit: Visit, incoming: IncomingMessage, outgoing: ServerResponse, ms: number): void {
    const { id, method, route, address, admission, span } = visit;
    // As nginx says it: the client left before there was an answer.
    const status = outgoing.headersSent ? outgoing.statusCode : 499;
    metrics.served({ route, method, status, ms });
    if (status === 429) metrics.limited(route);
    if (status === 401)
      metrics.unauthorized(incoming.headers.authorization === undefined ? 'no_token' : 'invalid_token');
    span?.end({
      attributes: { 'http.response.status_code': status },
      failure: status >= 500 ? 'internal' : undefined,
    });
    const who = { principal: admission?.principal.id, client: admission?.client, address };
    const fields = { requestId: id, method, route, status, ms: Math.round(ms), ...who };
    log[levelOf(route, status)](
      fields,
      outgoing.writableFinished ? 'served' : 'served, and the client left before the end',
    );
  }
}

/** What went as it should is nobody's business at most times, and a probe asks every few seconds. */
function levelOf(route: string, status: number): keyof Log {
  if (status < 400 || isProbe(route)) return 'debug';
  return status < 500 ? 'info' : 'warn';
}

/** A proxy that is trusted has seen the request before, and names it as in its own log. Nobody else chooses what stands in ours. */
function givenId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
