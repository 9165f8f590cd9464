/** Kinds of events people tell apart. */
export const EVENT_GROUPS = ['message', 'approval', 'permission', 'task', 'gap'] as const;
export type EventGroup = (typeof EVENT_GROUPS)[number];

/** The kind a type of the log belongs to; one this page does not know is among the messages. */
export function groupOf(type: string): EventGroup {
  if (type.includes('approval')) return 'approval';
  if (type === 'claude_permission_request') return 'permission';
  if (type === 'task_settled') return 'task';
  return type === 'gap' ? 'gap' : 'message';
}
