import { startSimulator } from '@clawbridge/simulator';
import { startServer, type RunningServer } from '../../journeys/clients.ts';
import { makeHome, runProgram, type Environment } from '../../journeys/program.ts';
import { startPostgres } from '../../postgres/server.ts';
import { clientDocuments } from './client-documents.ts';
import { startFront } from './front.ts';
import { startSmallInternet } from './small-internet.ts';

/** A bridge that asks who is there, at the address clients know. Of the internet it sees the documents of clients. */
export interface GuardedBridge {
  /** Of its MCP endpoint. */
  readonly url: string;
  readonly issuer: string;
  readonly env: Environment;
  readonly password: string;
  /** The bases of its processes, which share a store. */
  readonly nodes: () => readonly string[];
  /** Makes a token by hand, which lets whoever has it ask. */
  makeToken(): Promise<string>;
  /** Ends all its processes, and starts as many anew. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const PASSWORD = 'correct horse battery staple';

export async function startGuardedBridge(): Promise<GuardedBridge> {
  return await start(1);
}

/** Two processes that take turns: what one page began, the other goes on with. */
export async function startTwoGuardedBridges(): Promise<GuardedBridge> {
  const postgres = await startPostgres();
  const bridge = await start(2, { CLAWBRIDGE_DATABASE_URL: postgres.urlOf('postgres') });
  return {
    ...bridge,
    async stop() {
      await bridge.stop();
      await postgres.discard();
    },
  };
}

async function start(nodes: number, more: Environment = {}): Promise<GuardedBridge> {
  const homes = Array.from({ length: nodes }, makeHome);
  const [gateway, front, internet] = await Promise.all([
    startSimulator(),
    startFront(),
    startSmallInternet(clientDocuments),
  ]);
  const env = {
    OPENCLAW_URL: gateway.httpUrl,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
    AUTH_ENABLED: 'true',
    MCP_ISSUER_URL: front.url,
    ...internet.env,
    ...more,
  };
  const envs = homes.map(({ path }) => ({ ...env, CLAWBRIDGE_HOME: path }));
  const set = await runProgram(['passwd'], envs[0]!, `${PASSWORD}\n`);
  if (set.code !== 0) throw new Error(`The password was not set: ${set.stderr}`);
  let servers: readonly RunningServer[] = [];
  const begin = async () => {
    servers = await Promise.all(envs.map((one) => startServer(one)));
    front.leadTo(servers.map(({ url }) => url));
  };
  const end = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  await begin();
  return {
    url: `${front.url}/mcp`,
    issuer: front.url,
    env: envs[0]!,
    password: PASSWORD,
    nodes: () => servers.map(({ url }) => url),
    async makeToken() {
      const { stdout } = await runProgram(['token', 'create', 'test', '--json'], envs[0]!);
      return (JSON.parse(stdout) as { token: string }).token;
    },
    async restart() {
      await end();
      await begin();
    },
    async stop() {
      await end();
      await Promise.all([front.stop(), gateway.stop(), internet.stop()]);
      for (const home of homes) home.remove();
    },
  };
}
