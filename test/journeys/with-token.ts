import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type CallToolResult,
  type Transport,
} from '@modelcontextprotocol/client';
import { runProgram, type Environment } from './program.ts';

/** The ways a client with a token can come in. */
export const DOORS = [
  'Streamable HTTP, sessions era',
  'Streamable HTTP, stateless era',
  'legacy SSE',
] as const;
export type DoorName = (typeof DOORS)[number];

/** An MCP client that shows a token with each request. */
export async function connectWithToken(
  url: string,
  token: string,
  door: DoorName = 'Streamable HTTP, sessions era',
): Promise<Client> {
  const mode = door === 'Streamable HTTP, stateless era' ? 'auto' : 'legacy';
  const client = new Client({ name: 'journey', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(transportTo(url, token, door));
  return client;
}

function transportTo(url: string, token: string, door: DoorName): Transport {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  return door === 'legacy SSE'
    ? new SSEClientTransport(new URL(`${url}/sse`), { requestInit })
    : new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit });
}

export interface MadeToken {
  readonly id: string;
  readonly token: string;
}

/** `clawbridge token create`. */
export async function makeToken(env: Environment, ...flags: readonly string[]): Promise<MadeToken> {
  const { code, stdout, stderr } = await runProgram(['token', 'create', 'journey', '--json', ...flags], env);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as MadeToken;
}

export async function revokeToken(env: Environment, { id }: MadeToken): Promise<void> {
  const { code, stderr } = await runProgram(['token', 'revoke', id], env);
  if (code !== 0) throw new Error(stderr);
}

export interface Called {
  readonly isError: boolean;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export async function callTool(client: Client, name: string, args: object = {}): Promise<Called> {
  const result = (await client.callTool({ name, arguments: { ...args } })) as CallToolResult;
  const text = result.content.map((one) => (one.type === 'text' ? one.text : '')).join('\n');
  return {
    isError: result.isError === true,
    text,
    data: (result.structuredContent ?? {}) as Called['data'],
  };
}
