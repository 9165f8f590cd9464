import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createGuard } from './auth/guard.ts';
import type { Config } from './config/read.ts';
import { Failure } from './domain/failure.ts';
import { LOOPBACK_HOSTS, urlHost } from './domain/host.ts';
import type { Log } from './domain/port/log.ts';
import type { Origin } from './domain/task.ts';
import { createHttpApp } from './http-app.ts';
import type { Entrance } from './http-gate.ts';
import type { Visits } from './http-visits.ts';
import { createLegacySse } from './mcp/http/sse.ts';
import { createStreamableHttp, type CreateServer } from './mcp/http/streamable.ts';
import type { SubscriptionDoor } from './mcp/resources/resource.ts';
import type { OpenDoors } from './http-metrics.ts';
import type { CheckReadiness } from './usecases/check-readiness.ts';

export interface HttpServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  /** Takes no more connections, ends the open ones. */
  close(): Promise<void>;
}

export interface HttpServerOptions {
  readonly http: Config['http'];
  /** Lets clients in. */
  readonly entrance: Entrance;
  /** Makes the MCP servers of one door. */
  readonly serversOf: (origin: Origin) => CreateServer;
  /** What those hear who listen. */
  readonly door: Omit<SubscriptionDoor, 'principal'>;
  readonly checkReadiness: CheckReadiness;
  readonly visits: Visits;
  /** Makes the page of metrics, which tells what is open here. Undefined where nothing is counted. */
  readonly metricsPage?: ((open: () => OpenDoors) => (request: Request) => Promise<Response>) | undefined;
  readonly log: Log;
}

/**
 * All HTTP doors on one port: `/mcp`, `/sse` with `/messages`, and the health paths.
 * Errors: `config_invalid` (a bind that is not safe or not possible), `port_in_use`.
 */
export async function startHttpServer({
  http,
  entrance,
  serversOf,
  door,
  checkReadiness,
  visits,
  metricsPage,
  log,
}: HttpServerOptions): Promise<HttpServer> {
  refuseOpenDoor(http);
  const onError = (error: Error) => log.debug({ door: 'http' }, error.message);
  const mcp = createStreamableHttp({ createServer: serversOf('http'), door, onError });
  const createSseServer = serversOf('sse');
  const sse = createLegacySse({ createServer: (principal) => createSseServer(principal, 'legacy') });
  const guard = createGuard({ hosts: hostsOf(http, entrance), origins: http.corsOrigins });
  const open = () => ({ sessions: mcp.sessions(), streams: { listen: mcp.listens(), sse: sse.size() } });
  const app = createHttpApp({
    mcp,
    sse,
    guard,
    entrance,
    asksForTokens: http.auth,
    checkReadiness,
    visits,
    metrics: metricsPage?.(open),
    log,
  });
  const server = createAdaptorServer({ fetch: visits.around(app.fetch) });
  await listen(server, http);
  return {
    url: addressOf(server, http.host),
    async close() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      await Promise.all([mcp.close(), sse.close()]);
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

/** Under its public address we are called as well. */
function hostsOf({ allowedHosts }: Config['http'], { metadata }: Entrance): readonly string[] {
  return metadata === undefined ? allowedHosts : [...allowedHosts, new URL(metadata.resource).hostname];
}

function refuseOpenDoor({ host, auth }: Config['http']): void {
  if (auth || LOOPBACK_HOSTS.includes(host)) return;
  const reason = 'without authentication anybody who reaches it could command your agent';
  throw new Failure('config_invalid', `Refusing to listen on ${host}: ${reason}.`, {
    hint: 'Ask clients for tokens with --auth, or use --host 127.0.0.1 (the default) and an SSH tunnel or Tailscale Serve.',
  });
}

type NodeServer = ReturnType<typeof createAdaptorServer>;

function listen(server: NodeServer, http: Config['http']): Promise<void> {
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

function addressOf(server: NodeServer, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${urlHost(host)}:${port}`;
}
