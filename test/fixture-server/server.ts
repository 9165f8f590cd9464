import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { openGate } from '../../packages/bridge/src/auth/gate.ts';
import { httpSettings } from '../../packages/bridge/src/config/http-settings.fixture.ts';
import type { Log } from '../../packages/bridge/src/domain/port/log.ts';
import { OWNER } from '../../packages/bridge/src/domain/principal.ts';
import { createRequestAddress } from '../../packages/bridge/src/serve/address.ts';
import { startHttpServer, type HttpServer } from '../../packages/bridge/src/serve/http-server.ts';
import { unwatchedVisits } from '../../packages/bridge/src/serve/visits.fixture.ts';
import { createBackground } from '../../packages/bridge/src/usecases/background.ts';
import { registerAskingTools } from './asking-tools.ts';
import { registerContentTools } from './content-tools.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { registerPrompts } from './prompts.ts';
import { registerReportingTools } from './reporting-tools.ts';
import { requestState } from './request-state.ts';
import { registerResources } from './resources.ts';
import { registerRoundTools } from './round-tools.ts';
import { registerSchemaTools } from './schema-tools.ts';
import { registerTaskTools } from './task-tools.ts';

/**
 * The HTTP doors of clawbridge with the tools, resources and prompts of the conformance suite behind them: what is
 * judged is our transport. It lives outside test/real, whose node_modules hold another version of the SDK.
 */
export function startFixtureServer(log: Log): Promise<HttpServer> {
  const jobs = createJobs();
  return startHttpServer({
    http: httpSettings(),
    addressOf: createRequestAddress([]),
    entrance: { gate: openGate(OWNER) },
    serversOf: () => () => createFixtureServer(jobs),
    serveWire: (transport) => serveStdio(() => createFixtureServer(jobs), { transport }),
    door: {
      verbs: () => Promise.reject(new Error('There is no bridge behind it.')),
      background: createBackground(log),
      tools: [],
    },
    checkReadiness: async () => ({ isReady: true, store: 'ok', gateway: 'ok' }),
    visits: unwatchedVisits(log),
    log,
  });
}

function createFixtureServer(jobs: Jobs): McpServer {
  const server = new McpServer(
    { name: 'clawbridge-fixture', version: '1.0.0' },
    {
      capabilities: {
        logging: {},
        // As in the product: what is served never changes while it runs, and so the transport announces no changes.
        tools: { listChanged: false },
        prompts: { listChanged: false },
        resources: { listChanged: false, subscribe: true },
      },
      requestState: { verify: requestState.verify },
    },
  );
  registerContentTools(server);
  registerReportingTools(server);
  registerAskingTools(server);
  registerRoundTools(server);
  registerSchemaTools(server);
  registerTaskTools(server, jobs);
  registerResources(server);
  registerPrompts(server);
  return server;
}
