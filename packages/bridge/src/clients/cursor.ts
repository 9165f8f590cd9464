import type { McpClient } from '../domain/port/mcp-client.ts';
import { createFileClient } from './file-client.ts';
import { pathIn, type Place } from './place.ts';
import { serverEntry } from './server-entry.ts';

/** Source: https://cursor.com/docs/context/mcp */
export function createCursor(place: Place): McpClient {
  const { project, home } = place;
  return createFileClient({
    title: 'Cursor',
    isShared: project !== undefined,
    file: pathIn(place, project ?? home, '.cursor', 'mcp.json'),
    key: 'mcpServers',
    write: serverEntry,
  });
}
