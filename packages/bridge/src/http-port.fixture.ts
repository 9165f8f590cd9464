import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { openGate } from './auth/gate.ts';
import { httpSettings } from './config/http-settings.fixture.ts';
import type { HttpSettings } from './config/read.ts';
import { createRecordingLog } from './domain/port/recording-log.fixture.ts';
import { OWNER } from './domain/principal.ts';
import { startHttpServer, type HttpServer, type HttpServerOptions } from './http-server.ts';
import { aDoor } from './mcp/door.fixture.ts';

export interface PortOptions extends Partial<Omit<HttpServerOptions, 'http'>> {
  readonly http?: Partial<HttpSettings>;
  /** What its MCP servers offer. */
  readonly offer?: (server: McpServer) => void;
}

/** The HTTP port on a free port of this machine, without a bridge behind it. */
export async function openPort({ http, offer = () => {}, ...over }: PortOptions = {}): Promise<HttpServer> {
  const createServer = () => {
    const server = new McpServer({ name: 'test', version: '1' });
    offer(server);
    return server;
  };
  return await startHttpServer({
    http: httpSettings(http),
    gate: openGate(OWNER),
    serversOf: () => createServer,
    serveWire: (transport) => serveStdio(createServer, { transport }),
    door: aDoor(),
    ready: async () => {},
    log: createRecordingLog(),
    ...over,
  });
}
