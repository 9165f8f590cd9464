import type { Bridge } from './bridge.ts';
import type { Config } from './config/read.ts';
import { entranceFrom } from './http-gate.ts';
import { startHttpServer, type HttpServer } from './http-server.ts';
import { createMcpServer } from './mcp/server.ts';
import { offerFrom } from './offer.ts';
import { ownerFrom } from './owner.ts';
import { VERSION } from './version.ts';

export interface ServedBridge extends HttpServer {
  /** From now on what aborts was not cancelled by anybody: the process is going. */
  leave(): void;
}

/** Opens the HTTP doors of a bridge. Errors: those of startHttpServer. */
export async function serveBridge(bridge: Bridge, config: Config): Promise<ServedBridge> {
  const principal = ownerFrom(config);
  const offer = offerFrom(config);
  const { background } = bridge;
  const common = { verbs: async () => bridge.verbs, background, tools: offer.tools };
  let leaving = false;
  const server = await startHttpServer({
    http: config.http,
    log: bridge.log,
    entrance: await entranceFrom(config, bridge),
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
      };
      return (visitor, era) => createMcpServer({ ...door, principal: visitor }, era);
    },
    // The store has to answer. The gateway is not asked: a bridge without it still takes tasks.
    async ready() {
      await bridge.verbs.listTasks({ principal });
    },
  });
  return {
    ...server,
    leave() {
      leaving = true;
    },
  };
}
