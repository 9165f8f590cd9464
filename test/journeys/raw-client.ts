import { startServer } from './clients.ts';
import { startProgram, type Environment } from './program.ts';

/** What came back for a request: a result or an error. */
export interface Reply {
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  /** The HTTP status, where there is one. */
  readonly httpStatus?: number;
}

/** A client of the stateless era that speaks the wire by hand: the SDK's does not know MCP Tasks. */
export interface RawClient {
  /** Declares MCP Tasks unless told otherwise. */
  request(method: string, params?: Params, capabilities?: object): Promise<Reply>;
  /** Ends the program in the given way. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

type Params = Readonly<Record<string, unknown>>;

export interface RawWay {
  readonly name: string;
  connect(env: Environment): Promise<RawClient>;
}

export const rawWays: readonly RawWay[] = [
  { name: 'stdio', connect: async (env) => connectRawStdio(env) },
  { name: 'Streamable HTTP', connect: overHttp },
];

const KNOWS_TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

/** A client of the program that was started with these arguments. */
export function connectRawStdio(env: Environment, args: readonly string[] = []): RawClient {
  const program = startProgram(args, env);
  let id = 0;
  return {
    async request(method, params = {}, capabilities = KNOWS_TASKS) {
      const message = requestOf(++id, method, params, capabilities);
      program.process.stdin.write(`${JSON.stringify(message)}\n`);
      const [line] = await program.waitFor(new RegExp(`^.*"id":${message.id}\\b.*$`, 'm'));
      return JSON.parse(line) as Reply;
    },
    async end(signal = 'SIGTERM') {
      program.process.kill(signal);
      await program.ended;
    },
  };
}

async function overHttp(env: Environment): Promise<RawClient> {
  const { url, program } = await startServer(env);
  let id = 0;
  return {
    async request(method, params = {}, capabilities = KNOWS_TASKS) {
      const name = params['name'] ?? params['taskId'];
      const response = await fetch(`${url}/mcp`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': REVISION,
          'mcp-method': method,
          ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
        },
        body: JSON.stringify(requestOf(++id, method, params, capabilities)),
      });
      const body = await response.text();
      const [, json = body] = /^data: (.*"jsonrpc".*)$/m.exec(body) ?? [];
      return { ...(JSON.parse(json) as Reply), httpStatus: response.status };
    },
    async end(signal = 'SIGTERM') {
      program.process.kill(signal);
      await program.ended;
    },
  };
}

const REVISION = '2026-07-28';

function requestOf(id: number, method: string, params: Params, capabilities: object) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': REVISION,
    'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
  return { jsonrpc: '2.0', id, method, params: { ...params, _meta } };
}
