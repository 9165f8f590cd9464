import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Tool } from './tools/tool.ts';

/** The face of a tool's output in MCP: as data, and as text for clients that read only that. */
export function toolResult(tool: Tool, output: unknown): CallToolResult {
  return {
    content: textsOf(tool, output).map((text) => ({ type: 'text' as const, text })),
    structuredContent: output as Record<string, unknown>,
  };
}

function textsOf(tool: Tool, output: unknown): readonly string[] {
  if (tool.text !== undefined) return [tool.text(output)];
  const json = JSON.stringify(output);
  return tool.head === undefined ? [json] : [tool.head(output), json];
}
