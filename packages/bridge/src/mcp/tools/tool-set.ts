/** Tools that are offered together. */
export const TOOL_SETS = ['chat', 'conversations'] as const;
export type ToolSet = (typeof TOOL_SETS)[number];
