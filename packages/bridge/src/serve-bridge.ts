import type { Bridge } from './bridge.ts';
import type { Config } from './config/read.ts';
import { entranceFrom } from './http-gate.ts';
import { startHttpServer, type HttpServer } from './http-server.ts';
import { createVisits } from './http-visits.ts';
import { createMcpServer } from './mcp/server.ts';
import { createMetricsPage, type OpenDoors } from './http-metrics.ts';
import { offerFrom } from './offer.ts';
import { VERSION } from './version.ts';
import { watchCalls } from './observe-calls.ts';

export interface ServedBridge extends HttpServer {
  /** From now on what aborts was not cancelled by anybody: the process is going. */
  leave(): void;
}

/** Opens the HTTP doors of a bridge. Errors: those of startHttpServer. */
export async function serveBridge(bridge: Bridge, config: Config): Promise<ServedBridge> {
  const offer = offerFrom(config);
  const { background, watch, note, log, clock, store } = bridge;
  const entrance = await entranceFrom(config, bridge);
  const visits = createVisits({
    log,
    metrics: watch.metrics,
    tracer: watch.traces?.tracer,
    comesFrom: ({ socket }) => ({ address: socket.remoteAddress ?? '', isProxied: false }),
  });
  const common = { verbs: async () => bridge.verbs, background, tools: offer.tools };
  let leaving = false;
  const server = await startHttpServer({
    http: config.http,
    log,
    entrance,
    visits,
    checkReadiness: bridge.checkReadiness,
    metricsPage: metricsPage(),
    door: common,
    serversOf: (origin) => {
      const door = {
        ...common,
        ...offer,
        origin,
        version: VERSION,
        redact: bridge.redact,
        stateKey: async () => bridge.stateKey(),
        closing: () => leaving,
        watch: watchCalls({ visits, watch, note }),
      };
      return (visitor, era) => createMcpServer({ ...door, principal: visitor }, era);
    },
  });
  return {
    ...server,
    leave() {
      leaving = true;
    },
  };

  function metricsPage() {
    const { prometheus } = watch;
    if (prometheus === undefined) return undefined;
    const { token } = config.metrics;
    const readers = config.http.auth ? entrance.gate : undefined;
    const options = { prometheus, store, clock, token, gate: readers };
    return (open: () => OpenDoors) => createMetricsPage(options, open);
  }
}
