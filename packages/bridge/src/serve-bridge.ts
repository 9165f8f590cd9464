import type { Bridge } from './bridge.ts';
import type { Config } from './config/read.ts';
import { startHttpServer, type HttpServer } from './http-server.ts';
import { createMcpServer, type McpDoor } from './mcp/server.ts';
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
  let leaving = false;
  const events = { verbs: async () => bridge.verbs, principal };
  const server = await startHttpServer({
    http: config.http,
    log: bridge.log,
    door: events,
    serversOf: (origin) => {
      const door: McpDoor = {
        ...events,
        origin,
        version: VERSION,
        redact: bridge.redact,
        ...offerFrom(config),
        closing: () => leaving,
      };
      return (era) => createMcpServer(door, era);
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
