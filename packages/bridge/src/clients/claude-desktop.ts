import { readdirSync } from 'node:fs';
import { Failure } from '../domain/failure.ts';
import type { McpClient } from '../domain/port/mcp-client.ts';
import { createFileClient } from './file-client.ts';
import { pathIn, settingsFolder, type Place } from './place.ts';
import { serverEntry } from './server-entry.ts';

/**
 * Its file knows programs only; addresses belong to the account, and are added in the settings.
 * Source: https://modelcontextprotocol.io/docs/develop/connect-local-servers. Errors: `invalid_input` for a project.
 */
export function createClaudeDesktop(place: Place, look: Look = namesIn): McpClient {
  if (place.project !== undefined)
    throw new Failure('invalid_input', 'Claude Desktop has no settings of a project.', {
      hint: 'Leave --project out, or use claude-code.',
    });
  const client = createFileClient({
    title: 'Claude Desktop',
    isShared: false,
    file: pathIn(place, folderOf(place, look), 'claude_desktop_config.json'),
    key: 'mcpServers',
    write: serverEntry,
  });
  return {
    ...client,
    async prepare(name, entry) {
      if (entry?.kind !== 'remote') return await client.prepare(name, entry);
      return { what: 'by hand', steps: steps(name, entry.url) };
    },
  };
}

function steps(name: string, url: string): string {
  return `In Claude, on the web or the desktop, open Settings > Connectors > Add custom connector; name it ${name} and give it the URL ${url}. It asks you to sign in, and all your Claude apps know it from then on.`;
}

/** The names in a folder; none where there is no such folder. */
type Look = (folder: string) => readonly string[];

function folderOf(place: Place, look: Look): string {
  const packaged = place.platform === 'win32' ? packagedFolder(place, look) : undefined;
  return packaged ?? pathIn(place, settingsFolder(place), 'Claude');
}

/**
 * Windows shows an app from a package (MSIX) a folder of its own where others see %APPDATA%.
 * Source: https://github.com/anthropics/claude-code/issues/26073
 */
function packagedFolder(place: Place, look: Look): string | undefined {
  const local = place.environment['LOCALAPPDATA'] || pathIn(place, place.home, 'AppData', 'Local');
  const packages = pathIn(place, local, 'Packages');
  const roaming = look(packages)
    .filter((name) => name.startsWith('Claude_'))
    .map((name) => pathIn(place, packages, name, 'LocalCache', 'Roaming'))
    .find((folder) => look(folder).includes('Claude'));
  return roaming && pathIn(place, roaming, 'Claude');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
