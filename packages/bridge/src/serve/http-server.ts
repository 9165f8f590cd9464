import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import { createAdmit } from '../auth/admit.ts';
import { createGuard } from '../auth/guard.ts';
import { createLimits, type Limits } from '../auth/limits.ts';
import type { Config } from '../config/read.ts';
import { Failure, toFailure } from '../domain/failure.ts';
import { LOOPBACK_HOSTS, urlHost } from '../domain/host.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Origin } from '../domain/task.ts';
import { createHttpApp } from './app.ts';
import type { RequestAddress } from './address.ts';
import { watchConnections } from './connections.ts';
import type { Entrance } from './entrance.ts';
import { openFront } from './front.ts';
import { securityHeaders } from './headers.ts';
import { httpFace } from './http-face.ts';
import { createLetIn } from './let-in.ts';
import type { OpenDoors } from './metrics-page.ts';
import type { Page } from './page.ts';
import { HTTP_LIMITS, serverOptions, type HttpLimits } from './limits.ts';
import { refusalResponse, type Refusal } from './refusal.ts';
import type { Visits } from './visits.ts';
import type { WebDoor } from './web-door.ts';
import { createAccept } from './web-sockets.ts';
import { createPlaces, type Places } from '../mcp/http/places.ts';
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
  /** Browsers and channel plugins are told to come back, while what they said can still be stored. */
  closeChat(): Promise<void>;
  /** Takes no more connections, ends the open ones. */
  close(): Promise<void>;
}

export interface HttpServerOptions {
  readonly http: Config['http'];
  readonly addressOf: RequestAddress;
  /** It has an address on the internet. */
  readonly isPublic?: boolean;
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
  /** Opens the doors of browsers and of channel plugins; undefined where there are none. */
  readonly openWeb?: ((port: WebPlace) => WebPort) | undefined;
  readonly visits: Visits;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** How patient it is, where it is to be less. */
  readonly limits?: Partial<HttpLimits>;
}

/** What those doors share with the others. */
export interface WebPlace {
  readonly limits: Limits | undefined;
  readonly places: Places;
  readonly socketPlaces: Places;
}

/** The page for browsers, and the sockets of browsers and channel plugins. */
export interface WebPort extends WebDoor {
  readonly page: Page;
  sizes(): { readonly peers: number; readonly links: number };
  /** Takes nobody any more. */
  leave(): void;
  /** Tells all that they may come back. Resolves once they are gone. */
  close(): Promise<void>;
}

/** Requests of one person a minute, on a port that asks who comes: ten times what an agent that never rests sends. */
const USUAL_RATE = 600;

/** For the last words of those who are cut off; the rest of what a process may take to stop is for what runs. */
const LAST_WORDS_MS = 150;

/**
 * All HTTP doors on one port: `/mcp` (also as a WebSocket), `/sse` with `/messages`, the health paths, those of the
 * authorization server, and those of browsers and channel plugins. Errors: `config_invalid` (a bind that is not safe or not possible), `port_in_use`.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { http, addressOf, serversOf, serveWire, door, visits, log } = options;
  const { gate, authorization, issuer } = options.entrance;
  refuseOpenDoor(http, options.isPublic ?? false);
  warnOfOpenDoor(http, log);
  const patience = { ...HTTP_LIMITS, ...options.limits };
  const server = createServer(serverOptions(patience));
  const connections = watchConnections(server, { ...patience, most: http.maxConnections });
  // Under its public address we are called as well.
  const guard = createGuard({ hosts: http.allowedHosts, origins: http.corsOrigins, issuer });
  const limits = limitsOf(http, options.clock);
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
  const { maxConnections } = http;
  const webSockets = createWebSockets({
    serve: serveWire,
    headersOf: visits.headersOf,
    lookMs: patience.lookMs,
    maxConnections,
  });
  // Half of them are left to others, whoever has the rest.
  const share = { most: maxConnections, mostEach: Math.ceil(maxConnections / 2) };
  const places = createPlaces(share);
  let leaving = false;

  const letIn = createLetIn({ admit, addressOf, places, visits });
  const streams = () => ({ listen: mcp.listens(), sse: sse.size(), websocket: webSockets.size() });
  const web = options.openWeb?.({ limits, places, socketPlaces: createPlaces(share) });
  const metrics = options.metricsPage?.(() => ({
    sessions: mcp.sessions(),
    streams: streams(),
    chat: web?.sizes(),
  }));
  const app = createHttpApp({
    mcp,
    sse,
    guard,
    letIn,
    asksForTokens: http.auth,
    checkReadiness,
    visits,
    metrics,
    web,
    log,
  });
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
    accepts: new Map([
      ['/mcp', createAccept({ webSockets, limits, admit, addressOf, visits })],
      ...(web?.accepts ?? []),
    ]),
    leaving: () => leaving,
  });
  await listen(server, http);
  return {
    url: urlOf(server, http.host),
    leave() {
      leaving = true;
      web?.leave();
      server.closeIdleConnections();
    },
    async closeChat() {
      await web?.close();
    },
    async close() {
      leaving = true;
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      await Promise.all([mcp.close(), sse.close(), webSockets.close(), web?.close()]);
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
function limitsOf(
  { auth, rateLimit, addressRateLimit }: Config['http'],
  clock: HttpServerOptions['clock'],
): Limits | undefined {
  const perPrincipal = rateLimit ?? (auth ? USUAL_RATE : 0);
  const perAddress = auth ? addressRateLimit : 0;
  if (perPrincipal === 0 && perAddress === 0) return undefined;
  return createLimits({ perPrincipal, perAddress, clock });
}

/** What Hono could not make a request of, and what its answer broke at. */
function answerThrown(log: Log) {
  return function answer(thrown: unknown): Response {
    if (thrown instanceof RequestError) return refusalResponse(NO_REQUEST);
    const failure = toFailure(thrown);
    log.error({ door: 'http', stack: failure.stack }, failure.message);
    return refusalResponse(httpFace(failure));
  };
}

const NO_REQUEST: Refusal = { status: 400, message: 'This is no valid HTTP request.' };

/** A name of its own is what a proxy needs to lead others here; some have a guard of their own. */
function warnOfOpenDoor({ auth, allowedHosts }: Config['http'], log: Log): void {
  if (auth || allowedHosts.length === 0) return;
  log.warn(
    { allowedHosts },
    'whoever reaches this port under these names can command your agent: without --auth nobody is asked who he is',
  );
}

/** Others reach us where we listen on the network, and where a proxy leads them here. */
function refuseOpenDoor({ host, auth, trustProxy }: Config['http'], isPublic: boolean): void {
  if (auth) return;
  if (trustProxy.length > 0 || isPublic) {
    const flag = isPublic ? '--issuer-url' : '--trust-proxy';
    throw new Failure(
      'config_invalid',
      `${flag} says that others are led here, and nobody is asked who he is.`,
      {
        hint: 'Add --auth, and set a password with `clawbridge passwd` or make tokens with `clawbridge token create`.',
      },
    );
  }
  if (LOOPBACK_HOSTS.includes(host)) return;
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
