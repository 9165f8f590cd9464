/** Tools that are offered together. */
export const TOOL_SET_NAMES = ['chat', 'conversations'] as const;
export type ToolSetName = (typeof TOOL_SET_NAMES)[number];

/** What a door offers unless it is told otherwise. */
export const DEFAULT_TOOL_SETS: readonly ToolSetName[] = TOOL_SET_NAMES;
