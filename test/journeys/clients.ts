import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { BIN, startProgram, type Environment, type Program } from './program.ts';

/** An MCP client connected to a clawbridge of its own. */
export interface Connected {
  readonly client: Client;
  /** Closes the client and ends the program. */
  close(): Promise<void>;
}

export interface Way {
  readonly name: string;
  readonly era: 'legacy' | 'modern';
  connect(env: Environment, prepare?: Prepare): Promise<Connected>;
}

/** What a client can do besides, before it connects. */
type Prepare = (client: Client) => void;

/** Every way an SDK client can come in: three transports, both eras where the transport has them. */
export const ways: readonly Way[] = [
  {
    name: 'stdio, sessions era',
    era: 'legacy',
    connect: (env, prepare) => overStdio(env, 'legacy', prepare),
  },
  {
    name: 'stdio, stateless era',
    era: 'modern',
    connect: (env, prepare) => overStdio(env, 'modern', prepare),
  },
  {
    name: 'Streamable HTTP, sessions era',
    era: 'legacy',
    connect: (env, prepare) => overHttp(env, 'legacy', prepare),
  },
  {
    name: 'Streamable HTTP, stateless era',
    era: 'modern',
    connect: (env, prepare) => overHttp(env, 'modern', prepare),
  },
  { name: 'legacy SSE', era: 'legacy', connect: overSse },
];

async function overStdio(env: Environment, era: Way['era'], prepare?: Prepare): Promise<Connected> {
  return await connect(era, spawnStdio(env, []), async () => {}, prepare);
}

/** A client of the sessions era that spawned the program with these arguments. */
export async function connectStdio(
  env: Environment,
  args: readonly string[],
  prepare?: Prepare,
): Promise<Connected> {
  return await connect('legacy', spawnStdio(env, args), async () => {}, prepare);
}

function spawnStdio(env: Environment, args: readonly string[]): Transport {
  const { PATH = '', HOME = '' } = process.env;
  return new StdioClientTransport({
    command: process.execPath,
    args: [BIN, ...args],
    env: { PATH, HOME, ...env },
    stderr: 'ignore',
  });
}

async function overHttp(env: Environment, era: Way['era'], prepare?: Prepare): Promise<Connected> {
  const server = await startServer(env);
  return await connect(
    era,
    new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)),
    server.stop,
    prepare,
  );
}

async function overSse(env: Environment, prepare?: Prepare): Promise<Connected> {
  const server = await startServer(env);
  return await connect('legacy', new SSEClientTransport(new URL(`${server.url}/sse`)), server.stop, prepare);
}

async function connect(
  era: Way['era'],
  transport: Transport,
  stop: () => Promise<void>,
  prepare?: Prepare,
): Promise<Connected> {
  const client = new Client(
    { name: 'journey', version: '1' },
    { versionNegotiation: { mode: era === 'modern' ? 'auto' : 'legacy' } },
  );
  prepare?.(client);
  await client.connect(transport);
  return {
    client,
    async close() {
      await client.close();
      await stop();
    },
  };
}

export interface RunningServer {
  readonly url: string;
  readonly program: Program;
  stop(): Promise<void>;
}

/** `clawbridge serve` on a free port. */
export async function startServer(env: Environment, args: readonly string[] = []): Promise<RunningServer> {
  const program = startProgram(['serve', '--port', '0', ...args], env);
  const [, url = ''] = await program.waitFor(/serving MCP at (http:\S+)\/mcp/, 'stderr');
  return {
    url,
    program,
    async stop() {
      program.process.kill('SIGTERM');
      await program.ended;
    },
  };
}
