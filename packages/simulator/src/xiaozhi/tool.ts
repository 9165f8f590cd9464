import { asObject, asText, type Wire } from './json-rpc.ts';

/** A tool as a device knows it. */
export interface XiaozhiTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: {
    readonly type: string;
    readonly properties: Wire;
    readonly required: readonly string[];
  };
}

/** The tools of one answer to `tools/list`, and where the rest is. */
export function readTools(result: unknown): {
  readonly tools: readonly XiaozhiTool[];
  readonly next?: string;
} {
  const { tools, nextCursor } = asObject(result) ?? {};
  const read = (Array.isArray(tools) ? tools : []).map(asObject).filter((tool) => tool !== undefined);
  const next = typeof nextCursor === 'string' && nextCursor !== '' ? { next: nextCursor } : {};
  return { tools: read.map(readTool), ...next };
}

/** Everything else a tool says of itself is dropped. */
function readTool(tool: Wire): XiaozhiTool {
  const { type = 'object', properties, required } = asObject(tool['inputSchema']) ?? {};
  const names = (Array.isArray(required) ? required : []).filter((name) => typeof name === 'string');
  return {
    name: asText(tool['name'] ?? ''),
    description: asText(tool['description'] ?? ''),
    inputSchema: { type: asText(type), properties: asObject(properties) ?? {}, required: names },
  };
}
