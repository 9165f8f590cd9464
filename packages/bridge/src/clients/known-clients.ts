import type { McpClient } from '../domain/port/mcp-client.ts';
import { createChatGpt } from './chatgpt.ts';
import { createClaudeCode } from './claude-code.ts';
import { createClaudeDesktop } from './claude-desktop.ts';
import { createCursor } from './cursor.ts';
import type { Place } from './place.ts';
import { createVsCode } from './vscode.ts';

/** The clients that `clawbridge install` knows, by the word for them. */
export const knownClients: Readonly<Record<string, (place: Place) => McpClient>> = {
  'claude-desktop': createClaudeDesktop,
  'claude-code': createClaudeCode,
  cursor: createCursor,
  vscode: createVsCode,
  chatgpt: createChatGpt,
};
