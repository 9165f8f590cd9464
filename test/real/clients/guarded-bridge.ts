import { startSimulator } from '@clawbridge/simulator';
import { startServer, type RunningServer } from '../../journeys/clients.ts';
import { makeHome, runProgram, type Environment } from '../../journeys/program.ts';
import { startPostgres } from '../../postgres/server.ts';
import { startFront } from './front.ts';

/** A bridge that asks who is there, at the address clients know. */
export interface GuardedBridge {
  /** Of its MCP endpoint. */
  readonly url: string;
  readonly issuer: string;
  readonly env: Environment;
  readonly password: string;
  /** The bases of its processes, which share a store. */
  readonly nodes: () => readonly string[];
  /** Ends all its processes, and starts as many anew. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface GuardedBridgeOptions {
  /** How many processes; more than one need a database. */
  readonly nodes?: number;
  readonly env?: Environment;
}

const PASSWORD = 'correct horse battery staple';

/** Its processes take turns: what one page began, another goes on with. */
export async function startTwoGuardedBridges({
  env = {},
}: Pick<GuardedBridgeOptions, 'env'> = {}): Promise<GuardedBridge> {
  const postgres = await startPostgres();
  const bridge = await startGuardedBridge({
    nodes: 2,
    env: { ...env, CLAWBRIDGE_DATABASE_URL: postgres.urlOf('postgres') },
  });
  return {
    ...bridge,
    async stop() {
      await bridge.stop();
      await postgres.discard();
    },
  };
}

export async function startGuardedBridge(options: GuardedBridgeOptions = {}): Promise<GuardedBridge> {
  const homes = Array.from({ length: options.nodes ?? 1 }, makeHome);
  const [gateway, front] = await Promise.all([startSimulator(), startFront()]);
  const env = {
    OPENCLAW_URL: gateway.httpUrl,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
    AUTH_ENABLED: 'true',
    MCP_ISSUER_URL: front.url,
    ...options.env,
  };
  const envs = homes.map(({ path }) => ({ ...env, CLAWBRIDGE_HOME: path }));
  const set = await runProgram(['passwd'], envs[0]!, `${PASSWORD}\n`);
  if (set.code !== 0) throw new Error(`The password was not set: ${set.stderr}`);
  let servers: readonly RunningServer[] = [];
  const start = async () => {
    servers = await Promise.all(envs.map((one) => startServer(one)));
    front.leadTo(servers.map(({ url }) => url));
  };
  const end = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  await start();
  return {
    url: `${front.url}/mcp`,
    issuer: front.url,
    env: envs[0]!,
    password: PASSWORD,
    nodes: () => servers.map(({ url }) => url),
    async restart() {
      await end();
      await start();
    },
    async stop() {
      await end();
      await Promise.all([front.stop(), gateway.stop()]);
      for (const home of homes) home.remove();
    },
  };
}
