import type { McpClient } from '../domain/port/mcp-client.ts';
import { createFileClient } from './file-client.ts';
import { pathIn, settingsFolder, type Place } from './place.ts';
import { typedEntry } from './server-entry.ts';

/** Source: https://code.visualstudio.com/docs/copilot/reference/mcp-configuration. Of a person's profiles, the default one. */
export function createVsCode(place: Place): McpClient {
  const { project } = place;
  return createFileClient({
    title: 'VS Code',
    isShared: project !== undefined,
    file:
      project === undefined
        ? pathIn(place, settingsFolder(place), 'Code', 'User', 'mcp.json')
        : pathIn(place, project, '.vscode', 'mcp.json'),
    key: 'servers',
    write: typedEntry,
  });
}
