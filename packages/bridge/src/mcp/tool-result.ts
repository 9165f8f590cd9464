import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Tool } from './tools/tool.ts';

/** The face of a tool's output in MCP: as data, and as text for clients that read only that. */
export function toolResult(tool: Tool, output: unknown): CallToolResult {
  const json = JSON.stringify(output);
  const said = tool.say?.(output);
  return {
    content: [...(said === undefined ? [] : [said]), json].map((text) => ({ type: 'text' as const, text })),
    structuredContent: output as Record<string, unknown>,
  };
}
