import type { ToolCard } from '@clawbridge/wire';
import type { ItemEvent, ToolStart } from 'openclaw/plugin-sdk/channel-core';

/** What an agent says on its way is no tool. */
const NOT_SHOWN: ReadonlySet<string | undefined> = new Set(['preamble', 'analysis', 'reasoning']);

const ENDED: Readonly<Record<string, ToolCard['status']>> = { completed: 'completed', failed: 'failed' };

/** The card of something the agent does, or undefined where there is nothing to show. */
export function itemCard(event: ItemEvent): ToolCard | undefined {
  const { toolCallId, itemId, kind, title, name = 'tool', status = '' } = event;
  const id = toolCallId ?? itemId;
  if (id === undefined || NOT_SHOWN.has(kind)) return undefined;
  if (event.suppressChannelProgress === true || event.hideFromChannelProgress === true) return undefined;
  return card(id, name, title ?? name, ENDED[status] ?? 'running');
}

/** The card of a tool that is called. */
export function startCard({ toolCallId, name = 'tool', phase }: ToolStart): ToolCard | undefined {
  if (toolCallId === undefined || phase !== 'start') return undefined;
  return card(toolCallId, name, name, 'running');
}

function card(id: string, name: string, title: string, status: ToolCard['status']): ToolCard {
  return { id: id.slice(0, 200), name: name.slice(0, 200), title: title.slice(0, 500), status };
}
