import type { Bridge } from './bridge.ts';
import type { Config } from './config/read.ts';
import type { Origin } from './domain/task.ts';
import { entranceFrom } from './http-entrance.ts';
import { startHttpServer, type HttpServer } from './http-server.ts';
import { createMcpServer } from './mcp/server.ts';
import { serveMcpOnStdio } from './mcp/stdio.ts';
import { offerFrom } from './offer.ts';
import { ownerFrom } from './owner.ts';
import { VERSION } from './version.ts';

/** Opens the HTTP doors of a bridge. Once it leaves, what aborts was not cancelled by anybody. Errors: those of startHttpServer. */
export async function serveBridge(bridge: Bridge, config: Config): Promise<HttpServer> {
  const principal = ownerFrom(config);
  const offer = offerFrom(config);
  const { background } = bridge;
  const common = { verbs: async () => bridge.verbs, background, tools: offer.tools };
  const onError = (error: Error) => bridge.log.debug({ door: 'http' }, error.message);
  let leaving = false;
  const doorOf = (origin: Origin) => ({
    ...common,
    ...offer,
    origin,
    version: VERSION,
    redact: bridge.redact,
    stateKey: async () => bridge.stateKey(),
    closing: () => leaving,
  });
  const server = await startHttpServer({
    http: config.http,
    log: bridge.log,
    entrance: await entranceFrom(config, bridge),
    door: common,
    serversOf: (origin) => {
      const door = doorOf(origin);
      return (visitor, era) => createMcpServer({ ...door, principal: visitor }, era);
    },
    serveWire: (wire, visitor) =>
      serveMcpOnStdio({ ...doorOf('http'), principal: visitor, onReady() {}, onError }, wire),
    // The store has to answer. The gateway is not asked: a bridge without it still takes tasks.
    async ready() {
      await bridge.verbs.listTasks({ principal });
    },
  });
  return {
    ...server,
    leave() {
      leaving = true;
      server.leave();
    },
  };
}
