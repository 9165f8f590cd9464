import { Client, type ElicitRequest, type ElicitResult } from '@modelcontextprotocol/client';
import { InMemoryTransport, type ProtocolEra } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { OWNER, type Principal } from '../domain/principal.ts';
import type { Voice } from '../domain/voice.ts';
import type { Verbs } from '../usecases/verbs.ts';
import { aDoor } from './door.fixture.ts';
import { createMcpServer, type McpDoor } from './server.ts';
import { DEFAULT_TOOL_SETS, type ToolSetName } from './tools/tool-set-names.ts';
import { voiceSet } from './tools/voice/voice-set.ts';

export interface ClientOptions {
  readonly era?: ProtocolEra;
  readonly principal?: Principal;
  readonly tools?: readonly ToolSetName[];
  readonly voice?: Voice;
  readonly written?: NonNullable<McpDoor['written']>;
  readonly bare?: boolean;
  /** The person behind the client; a client without one declares no elicitation. */
  readonly elicit?: (params: ElicitRequest['params'], signal: AbortSignal) => Promise<ElicitResult>;
}

/** A real MCP client of a real server whose bridge has only these verbs. */
export async function connectClient(verbs: Partial<Verbs>, options: ClientOptions = {}): Promise<Client> {
  const { era = 'legacy', principal = OWNER, tools = DEFAULT_TOOL_SETS, voice, elicit, ...rest } = options;
  const [near, far] = InMemoryTransport.createLinkedPair();
  const door = aDoor(verbs, { principal, tools, voiceSet: voice && voiceSet(voice), ...rest });
  serveStdio((context) => createMcpServer(door, context.era), { transport: far });
  const client = new Client(
    { name: 'test', version: '1' },
    {
      capabilities: elicit === undefined ? {} : { elicitation: { form: {} } },
      versionNegotiation: { mode: era === 'modern' ? 'auto' : 'legacy' },
    },
  );
  if (elicit !== undefined)
    client.setRequestHandler('elicitation/create', ({ params }, { mcpReq }) => elicit(params, mcpReq.signal));
  await client.connect(near);
  return client;
}

/** The first text of a result. */
export function textOf(result: Awaited<ReturnType<Client['callTool']>>): string {
  const [first] = result.content;
  return first?.type === 'text' ? first.text : '';
}
