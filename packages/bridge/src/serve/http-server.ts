import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import { createAdmit } from '../auth/admit.ts';
import { createGuard } from '../auth/guard.ts';
import type { Limits } from '../auth/limits.ts';
import type { Config } from '../config/read.ts';
import { Failure, toFailure } from '../domain/failure.ts';
import { LOOPBACK_HOSTS, urlHost } from '../domain/host.ts';
import type { Log } from '../domain/port/log.ts';
import type { Origin } from '../domain/task.ts';
import { createHttpApp } from './app.ts';
import type { RequestAddress } from './address.ts';
import { watchConnections } from './connections.ts';
import type { Entrance } from './entrance.ts';
import { openFront } from './front.ts';
import { securityHeaders } from './headers.ts';
import { createLetIn } from './let-in.ts';
import type { OpenDoors } from './metrics-page.ts';
import { HTTP_LIMITS, serverOptions, type HttpLimits } from './limits.ts';
import type { Visits } from './visits.ts';
import { createAccept } from './web-sockets.ts';
import { jsonRpcError } from '../mcp/http/json-rpc-error.ts';
import { createPlaces } from '../mcp/http/places.ts';
import { createLegacySse } from '../mcp/http/sse.ts';
import { createStreamableHttp, type CreateServer } from '../mcp/http/streamable.ts';
import { createWebSockets, type ServeWire } from '../mcp/http/web-sockets.ts';
import type { SubscriptionDoor } from '../mcp/resources/resource.ts';
import type { CheckReadiness, Readiness } from '../usecases/check-readiness.ts';

export interface HttpServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  /** From now on what comes in is told to come back later. What is being answered goes on. */
  leave(): void;
  /** Takes no more connections, ends the open ones. */
  close(): Promise<void>;
}

export interface HttpServerOptions {
  readonly http: Config['http'];
  readonly addressOf: RequestAddress;
  /** Lets clients in. */
  readonly entrance: Entrance;
  /** Makes the MCP servers of one door. */
  readonly serversOf: (origin: Origin) => CreateServer;
  /** Serves MCP over WebSockets. */
  readonly serveWire: ServeWire;
  /** What those hear who listen. */
  readonly door: Omit<SubscriptionDoor, 'principal'>;
  readonly checkReadiness: CheckReadiness;
  /** Makes the page of metrics, which tells what is open here. Undefined where nothing is counted. */
  readonly metricsPage?: ((open: () => OpenDoors) => (request: Request) => Promise<Response>) | undefined;
  readonly visits: Visits;
  readonly log: Log;
  /** How patient it is, where it is to be less. */
  readonly limits?: Partial<HttpLimits>;
}

/** Requests of one person a minute, on a port that asks who comes: ten times what an agent that never rests sends. */
const USUAL_RATE = 600;

/** For the last words of those who are cut off; the rest of what a process may take to stop is for what runs. */
const LAST_WORDS_MS = 150;

/**
 * All HTTP doors on one port: `/mcp` (also as a WebSocket), `/sse` with `/messages`, the health paths, and those of the
 * authorization server. Errors: `config_invalid` (a bind that is not safe or not possible), `port_in_use`.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { http, addressOf, serversOf, serveWire, door, visits, log } = options;
  const { gate, authorization, issuer } = options.entrance;
  refuseOpenDoor(http);
  const patience = { ...HTTP_LIMITS, ...options.limits };
  const server = createServer(serverOptions(patience));
  const connections = watchConnections(server, { ...patience, most: http.maxConnections });
  // Under its public address we are called as well.
  const guard = createGuard({ hosts: http.allowedHosts, origins: http.corsOrigins, issuer });
  const limits = await limitsOf(http);
  const admit = createAdmit(gate, limits);
  const onError = (error: Error) => log.debug({ door: 'http' }, error.message);
  const mcp = createStreamableHttp({
    createServer: serversOf('http'),
    door,
    onError,
    sessionIdleMs: http.sessionIdleMs,
  });
  const createSseServer = serversOf('sse');
  const sse = createLegacySse({ createServer: (principal) => createSseServer(principal, 'legacy') });
  const { lookMs } = patience;
  const { maxConnections } = http;
  const webSockets = createWebSockets({ serve: serveWire, lookMs, maxConnections });
  const places = createPlaces({ most: maxConnections, mostEach: Math.ceil(maxConnections / 2) });
  let leaving = false;

  const letIn = createLetIn({ admit, addressOf, places, visits });
  const streams = () => ({ listen: mcp.listens(), sse: sse.size(), websocket: webSockets.size() });
  const metrics = options.metricsPage?.(() => ({ sessions: mcp.sessions(), streams: streams() }));
  const asksForTokens = http.auth;
  const app = createHttpApp({ mcp, sse, guard, letIn, asksForTokens, checkReadiness, visits, metrics, log });
  openFront({
    server,
    connections,
    guard,
    addressOf,
    limits,
    authorization,
    log,
    visits,
    headers: securityHeaders(issuer),
    app: getRequestListener((request, http) => app.fetch(visits.seenAs(request, http.incoming), http), {
      errorHandler: answerThrown(log),
    }),
    accept: createAccept({ webSockets, limits, admit, addressOf }),
    leaving: () => leaving,
  });
  await listen(server, http);
  return {
    url: urlOf(server, http.host),
    leave() {
      leaving = true;
      server.closeIdleConnections();
    },
    async close() {
      leaving = true;
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      await Promise.all([mcp.close(), sse.close(), webSockets.close()]);
      await connections.quiet(LAST_WORDS_MS);
      server.closeAllConnections();
      await closed;
    },
  };

  async function checkReadiness(): Promise<Readiness> {
    const readiness = await options.checkReadiness();
    return leaving ? { ...readiness, isReady: false, reason: 'shutting_down' } : readiness;
  }
}

/** Undefined where nobody is counted: on a port that only programs of this machine reach, unless somebody asks for it. */
async function limitsOf({ auth, rateLimit, addressRateLimit }: Config['http']): Promise<Limits | undefined> {
  const perPrincipal = rateLimit ?? (auth ? USUAL_RATE : 0);
  const perAddress = auth ? addressRateLimit : 0;
  if (perPrincipal === 0 && perAddress === 0) return undefined;
  const { createLimits } = await import('../auth/limits.ts');
  return createLimits({ perPrincipal, perAddress });
}

/** What Hono could not make a request of, and what its answer broke at. */
function answerThrown(log: Log) {
  return function answer(thrown: unknown): Response {
    if (thrown instanceof RequestError) return jsonRpcError(400, -32_000, 'This is no valid HTTP request.');
    log.error({ door: 'http' }, toFailure(thrown).message);
    return jsonRpcError(500, -32_000, 'Internal error. The log of clawbridge has the details.');
  };
}

function refuseOpenDoor({ host, auth }: Config['http']): void {
  if (auth || LOOPBACK_HOSTS.includes(host)) return;
  const reason = 'without authentication anybody who reaches it could command your agent';
  throw new Failure('config_invalid', `Refusing to listen on ${host}: ${reason}.`, {
    hint: 'Ask clients for tokens with --auth, or use --host 127.0.0.1 (the default) and an SSH tunnel or Tailscale Serve.',
  });
}

function listen(server: Server, http: Config['http']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (thrown) => reject(listenFailure(thrown, http)));
    server.listen(http.port, http.host, resolve);
  });
}

/** Says why nobody can listen there; what we do not know passes through. */
export function listenFailure(
  cause: Error & { readonly code?: string },
  { host, port }: Pick<Config['http'], 'host' | 'port'>,
): Error {
  const { code = '' } = cause;
  switch (code) {
    case 'EADDRINUSE':
      return new Failure('port_in_use', `Port ${port} is already in use.`, {
        hint: 'Stop the other program, or choose another port with --port (0 takes a free one).',
        cause,
      });
    case 'EACCES':
      return new Failure('config_invalid', `This user may not listen on port ${port}.`, {
        hint: 'Choose another port with --port; those below 1024 belong to privileged programs.',
        cause,
      });
    case 'EADDRNOTAVAIL':
      return new Failure('config_invalid', `${host} is not an address of this machine.`, {
        hint: 'Use --host 127.0.0.1 (the default).',
        cause,
      });
    default:
      return cause;
  }
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${urlHost(host)}:${port}`;
}
