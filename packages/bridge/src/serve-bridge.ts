import type { Bridge } from './bridge.ts';
import type { Config } from './config/read.ts';
import { OWNER } from './domain/principal.ts';
import { startHttpServer, type HttpServer } from './http-server.ts';
import { createMcpServer, type McpDoor } from './mcp/server.ts';
import { DEFAULT_TOOL_SETS } from './mcp/tools/tool-set-names.ts';
import { VERSION } from './version.ts';

export interface ServedBridge extends HttpServer {
  /** From now on what aborts was not cancelled by anybody: the process is going. */
  leave(): void;
}

/** Opens the HTTP doors of a bridge. Errors: those of startHttpServer. */
export async function serveBridge(bridge: Bridge, http: Config['http']): Promise<ServedBridge> {
  let leaving = false;
  const events = { verbs: async () => bridge.verbs, principal: OWNER };
  const server = await startHttpServer({
    http,
    log: bridge.log,
    door: events,
    serversOf: (origin) => {
      const door: McpDoor = {
        ...events,
        origin,
        tools: DEFAULT_TOOL_SETS,
        version: VERSION,
        redact: bridge.redact,
        claudeChannel: 'auto',
        closing: () => leaving,
      };
      return (era) => createMcpServer(door, era);
    },
    // The store has to answer. The gateway is not asked: a bridge without it still takes tasks.
    async ready() {
      await bridge.verbs.listTasks({ principal: OWNER });
    },
  });
  return {
    ...server,
    leave() {
      leaving = true;
    },
  };
}
