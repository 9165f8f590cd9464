import { randomUUID } from 'node:crypto';
import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import type { Admission } from './auth/gate.ts';
import type { Log } from './domain/port/log.ts';
import type { Metrics } from './domain/port/metrics.ts';
import type { Span, Tracer } from './domain/port/tracer.ts';
import { traceContextFrom } from './domain/trace-context.ts';
import { isProbe, routeOf } from './http-route.ts';

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

/** What Node has of a request and its answer. */
type Exchange = HttpBindings | Http2Bindings;
type Incoming = Exchange['incoming'];

type Serve = (request: Request, exchange: Exchange) => Response | Promise<Response>;

export interface Visits {
  /** Serves requests, and tells of each when its answer has gone out. */
  around(serve: Serve): Serve;
  /** The visit a request is: of ours, or of Node's below it. */
  of(request: object): Visit | undefined;
  /** The gate has let it in. */
  admitted(request: Request, admission: Admission): void;
}

export interface VisitsOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer: Tracer | undefined;
  /** Where a request comes from, and whether a proxy we trust says so. */
  readonly comesFrom: (incoming: Incoming) => { readonly address: string; readonly isProxied: boolean };
}

/** An id as proxies make them; anything longer or stranger gets one of ours. */
const REQUEST_ID = /^[\w.:/+=-]{8,128}$/;

/** By the request itself: what follows a call through every promise (AsyncLocalStorage) would cost each of them half its time. */
export function createVisits({ log, metrics, tracer, comesFrom }: VisitsOptions): Visits {
  const visits = new WeakMap<object, Visit>();
  return {
    around: (serve) =>
      function serveVisit(request, exchange) {
        const { incoming, outgoing } = exchange;
        const begun = performance.now();
        const visit = begin(incoming);
        visits.set(request, visit).set(incoming, visit);
        outgoing.setHeader('x-request-id', visit.id);
        outgoing.once('close', () => end(visit, exchange, performance.now() - begun));
        return serve(request, exchange);
      },
    of: (request) => visits.get(request),
    admitted(request, admission) {
      const visit = visits.get(request);
      if (visit !== undefined) visit.admission = admission;
    },
  };

  function begin(incoming: Incoming): Visit {
    const { method = 'GET', url = '/' } = incoming;
    const { address, isProxied } = comesFrom(incoming);
    const route = routeOf(url);
    return {
      id: isProxied ? requestIdOf(incoming) : randomUUID(),
      method,
      route,
      address,
      span: isProbe(route) ? undefined : spanOf(incoming, method, route),
    };
  }

  function spanOf({ headers }: Incoming, method: string, route: string): Span | undefined {
    return tracer?.begin({
      name: `${method} ${route}`,
      kind: 'server',
      parent: traceContextFrom(headers['traceparent'], headers['tracestate']),
      attributes: { 'http.request.method': method, 'http.route': route },
    });
  }

  function end(visit: Visit, { incoming, outgoing }: Exchange, ms: number): void {
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

function requestIdOf({ headers }: Incoming): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
