import { recordOf, toFailure, type FailureCode } from '../domain/failure.ts';
import type { Log } from '../domain/port/log.ts';
import type { GatewayOutlet } from './outlet.ts';

/**
 * The WebSocket is not for us: no upgrade passes the proxy, the device is not paired yet, the URL is plaintext. HTTP
 * with the same token may well work. A gateway that refuses the token would refuse it there too, and say less.
 */
const NO_WEBSOCKET: readonly FailureCode[] = [
  'endpoint_missing',
  'gateway_unreachable',
  'pairing_required',
  'gateway_forbidden',
  'insecure_url',
];

/** How long HTTP is used before the WebSocket is tried again. */
const TRY_AGAIN_MS = 60_000;

/** Prefers the WebSocket and falls back to HTTP; the reason is logged, and a probe tells it as a warning. */
export function createAutoOutlet(ws: GatewayOutlet, http: GatewayOutlet, log: Log): GatewayOutlet {
  let httpUntil = 0;

  return {
    run: async (run, watch) => await (await choose()).run(run, watch),
    // Only the WebSocket finds a run again, and it waits for a gateway that is just starting: nothing to choose.
    async rejoin(run, watch) {
      try {
        return await ws.rejoin(run, watch);
      } catch (thrown) {
        if (!NO_WEBSOCKET.includes(toFailure(thrown).code)) throw thrown;
        return await http.rejoin(run, watch);
      }
    },
    // HTTP has no way to any of these, and the WebSocket says best what keeps them from going.
    sendMessage: (message) => ws.sendMessage(message),
    sessions: (query) => ws.sessions(query),
    session: (place) => ws.session(place),
    newest: (place) => ws.newest(place),
    tail: (place) => ws.tail(place),
    since: (place) => ws.since(place),
    around: (place) => ws.around(place),
    message: (place) => ws.message(place),
    pending: (instance) => ws.pending(instance),
    decide: (verdict) => ws.decide(verdict),
    outcome: (approval) => ws.outcome(approval),
    ended: (query) => ws.ended(query),
    listen: (instance, hearing) => ws.listen(instance, hearing),
    reach: async () => await (await choose()).reach(),
    async probe() {
      const throughWs = await ws.probe();
      if (throughWs.failure === undefined || !NO_WEBSOCKET.includes(throughWs.failure.code)) return throughWs;
      const throughHttp = await http.probe();
      return throughHttp.failure === undefined ? { ...throughHttp, warning: throughWs.failure } : throughWs;
    },
    async close() {
      await Promise.all([ws.close(), http.close()]);
    },
  };

  async function choose(): Promise<GatewayOutlet> {
    if (Date.now() < httpUntil) return http;
    try {
      await ws.reach();
      return ws;
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (!NO_WEBSOCKET.includes(failure.code)) throw failure;
      await http.reach().catch(() => {
        // Neither works: the WebSocket's reason is the one to act on.
        throw failure;
      });
      log.warn({ reason: recordOf(failure) }, 'the WebSocket cannot be used; speaking HTTP instead');
      httpUntil = Date.now() + TRY_AGAIN_MS;
      return http;
    }
  }
}
