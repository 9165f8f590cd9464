import { Failure } from '../domain/failure.ts';
import type { McpClient } from '../domain/port/mcp-client.ts';
import { snippetOf } from './file-client.ts';
import { serverEntry } from './server-entry.ts';
import type { Place } from './place.ts';

/** Keeps its servers with the account: there is nothing to write. Source: https://developers.openai.com/apps-sdk */
export function createChatGpt({ project }: Place): McpClient {
  return {
    title: 'ChatGPT',
    isShared: project !== undefined,
    snippet: (name, entry) => snippetOf('mcpServers', name, serverEntry(entry)),
    async prepare(name, entry) {
      if (entry?.kind !== 'local') return { what: 'by hand', steps: steps(name, entry?.url) };
      throw new Failure('invalid_input', 'ChatGPT connects to addresses only.', {
        hint: 'Serve clawbridge over HTTPS (docs/deploy.md) and give its URL with --remote.',
      });
    },
  };
}

function steps(name: string, url: string | undefined): string {
  return url === undefined
    ? `In ChatGPT's settings, open the list of apps and remove ${name}.`
    : `In ChatGPT's settings, switch on Developer mode (Apps or Connectors > Advanced settings), then create an app with the name ${name}, the MCP server URL ${url} and OAuth as its authentication. It asks you to sign in.`;
}
