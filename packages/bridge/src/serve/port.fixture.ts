import { openGate } from '../auth/gate.ts';
import { httpSettings } from '../config/http-settings.fixture.ts';
import type { HttpSettings } from '../config/read.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { createRequestAddress } from './address.ts';
import type { Entrance } from './entrance.ts';
import { unwatchedVisits } from './visits.fixture.ts';
import { startHttpServer, type HttpServer, type HttpServerOptions } from './http-server.ts';
import { aDoor } from '../mcp/door.fixture.ts';
import { createMcpServer } from '../mcp/server.ts';
import { serveMcpOnStdio } from '../mcp/stdio.ts';
import type { Verbs } from '../usecases/verbs.ts';

export interface PortOptions extends Partial<Omit<HttpServerOptions, 'http' | 'entrance'>> {
  readonly entrance?: Partial<Entrance>;
  readonly http?: Partial<HttpSettings>;
  /** What the bridge behind it can do. */
  readonly verbs?: Partial<Verbs>;
}

/** The HTTP port, free and on this machine, before a bridge that has only these verbs. */
export async function openPort({ verbs, entrance, ...over }: PortOptions = {}): Promise<HttpServer> {
  const http = httpSettings(over.http);
  const log = createRecordingLog();
  const door = aDoor(verbs, { origin: 'http' });
  return await startHttpServer({
    addressOf: createRequestAddress(http.trustProxy),
    entrance: { gate: openGate(OWNER), ...entrance },
    serversOf: () => (principal, era) => createMcpServer({ ...door, principal }, era),
    serveWire: (wire, principal) => serveMcpOnStdio({ ...door, principal, onReady() {}, onError() {} }, wire),
    door,
    checkReadiness: async () => ({ isReady: true, store: 'ok', gateway: 'ok' }),
    visits: unwatchedVisits(log),
    log,
    ...over,
    http,
  });
}
