import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport, type ProtocolEra } from '@modelcontextprotocol/server';
import type { McpDoor } from './server.ts';
import { serveMcpOnStdio } from './stdio.ts';

export const ERAS: readonly ProtocolEra[] = ['legacy', 'modern'];

/** A real MCP client of a real server, as over stdio. */
export async function connect(
  door: McpDoor,
  era: ProtocolEra,
  options: { readonly name?: string; readonly prepare?: (client: Client) => void } = {},
): Promise<Client> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  serveMcpOnStdio({ ...door, onReady() {}, onError() {} }, far);
  const client = new Client(
    { name: options.name ?? 'test', version: '1' },
    { versionNegotiation: { mode: era === 'modern' ? 'auto' : 'legacy' } },
  );
  options.prepare?.(client);
  await client.connect(near);
  return client;
}
