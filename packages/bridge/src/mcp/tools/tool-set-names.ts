/** Tools that are offered together. */
export const TOOL_SET_NAMES = ['chat', 'conversations', 'voice'] as const;
export type ToolSetName = (typeof TOOL_SET_NAMES)[number];

/** What a door offers unless somebody chose. Answers made for the ear are for those who listen. */
export const DEFAULT_TOOL_SETS: readonly ToolSetName[] = ['chat', 'conversations'];
