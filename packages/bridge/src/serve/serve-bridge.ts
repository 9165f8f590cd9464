import { createSignIn } from '../auth/sign-in.ts';
import type { Bridge } from '../bridge.ts';
import type { Config } from '../config/read.ts';
import { LOOPBACK_HOSTS, urlHost } from '../domain/host.ts';
import type { Principal } from '../domain/principal.ts';
import type { Origin } from '../domain/task.ts';
import { createRequestAddress } from './address.ts';
import { entranceFrom } from './entrance.ts';
import { createMetricsPage, type OpenDoors } from './metrics-page.ts';
import { startHttpServer, type HttpServer } from './http-server.ts';
import { webOpener } from './open-web.ts';
import { createVisits } from './visits.ts';
import { createMcpServer } from '../mcp/server.ts';
import { serveMcpOnStdio } from '../mcp/stdio.ts';
import type { Prometheus } from '../metrics/prometheus.ts';
import { offerFrom } from '../offer.ts';
import { watchCalls } from './observe-calls.ts';
import { VERSION } from '../version.ts';
import { voiceSetsFor } from '../voices.ts';

/** Opens the HTTP doors of a bridge. Once it leaves, what aborts was not cancelled by anybody. Errors: those of startHttpServer. */
export async function serveBridge(bridge: Bridge, config: Config): Promise<HttpServer> {
  const offer = offerFrom(config);
  const voiceSetFor = await voiceSetsFor(offer, config);
  const { background, watch, note, log, clock, store } = bridge;
  const { metrics, prometheus } = watch;
  const tracer = watch.traces?.tracer;
  const addressOf = createRequestAddress(config.http.trustProxy);
  const visits = createVisits({ log, metrics, tracer, addressOf });
  const signIn = createSignIn({ keyring: store.keyring, clock });
  const entrance = await entranceFrom(config, { ...bridge, signIn }, addressOf);
  const { issuer } = entrance;
  const common = { verbs: async () => bridge.verbs, background, tools: offer.tools };
  const onError = (error: Error) => log.debug({ door: 'http' }, error.message);
  let leaving = false;
  const doorOf = (origin: Origin) => ({
    ...common,
    ...offer,
    origin,
    version: VERSION,
    redact: bridge.redact,
    stateKey: async () => bridge.stateKey(),
    closing: () => leaving,
    watch: watchCalls({ visits, watch, note }),
  });
  const server = await startHttpServer({
    http: config.http,
    isPublic: isPublic(config.auth.issuer),
    addressOf,
    clock,
    log,
    entrance,
    visits,
    checkReadiness: bridge.checkReadiness,
    metricsPage: prometheus && metricsPage(prometheus),
    openWeb: config.chat ? webOpener({ bridge, config, visits, addressOf, signIn, issuer }) : undefined,
    door: common,
    serversOf: (origin) => {
      const door = doorOf(origin);
      return (visitor, era) => createMcpServer({ ...door, ...speaking(origin, visitor) }, era);
    },
    serveWire: (wire, visitor, connection) =>
      serveMcpOnStdio(
        { ...doorOf('http'), ...speaking('http', visitor), connection, onReady() {}, onError },
        wire,
      ),
  });
  return {
    ...server,
    leave() {
      leaving = true;
      server.leave();
    },
  };

  function speaking(origin: Origin, principal: Principal) {
    return { principal, voiceSet: voiceSetFor(origin, principal) };
  }

  function metricsPage(page: Prometheus) {
    const gate = config.http.auth ? entrance.gate : undefined;
    const options = { prometheus: page, store, clock, token: config.metrics.token, gate };
    return (open: () => OpenDoors) => createMetricsPage(options, open);
  }
}

/** Whoever gives us an address that is not of this machine wants others to come. */
function isPublic(issuer: string | undefined): boolean {
  return issuer !== undefined && !LOOPBACK_HOSTS.map(urlHost).includes(new URL(issuer).hostname);
}
