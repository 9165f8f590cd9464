/** Tools that are offered together. */
export const TOOL_SET_NAMES = ['chat', 'conversations', 'voice'] as const;
export type ToolSetName = (typeof TOOL_SET_NAMES)[number];
