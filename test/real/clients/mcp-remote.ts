import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Environment } from '../../journeys/program.ts';
import { node24 } from '../install.ts';
import { homeOf, peerScript } from '../peer.ts';

/** A client that can only spawn servers, and mcp-remote as what it spawns. It keeps its tokens in `home`. */
export async function connectByMcpRemote(
  url: string,
  home: string,
  env: Environment = {},
  flags: readonly string[] = [],
): Promise<Client> {
  const client = new Client({ name: 'spawning', version: '1' });
  const transport = new StdioClientTransport({
    command: node24(),
    args: [peerScript('mcp-remote/dist/proxy.js'), url, '--allow-http', ...flags],
    env: {
      PATH: process.env['PATH'] ?? '',
      ...homeOf(home),
      MCP_REMOTE_CONFIG_DIR: join(home, 'mcp-auth'),
      ...env,
    },
    stderr: 'ignore',
  });
  await client.connect(transport);
  return client;
}
