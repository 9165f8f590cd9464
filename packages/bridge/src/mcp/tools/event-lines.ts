import type { EventView } from './event-view.ts';

/**
 * Events for reading: a line with the conversation wherever it changes, then a line for each event. The data is in the
 * result already; said again as JSON, 200 events would not stay below what clients take.
 */
export function eventLines(events: readonly EventView[]): string {
  const lines: string[] = [];
  let shown: string | undefined;
  for (const one of events) {
    const where = placeOf(one);
    if (where !== shown) lines.push(where);
    shown = where;
    lines.push(`#${one.cursor} ${happening(one)}`);
  }
  return lines.join('\n');
}

function placeOf({ instance, sessionKey, conversation }: EventView): string {
  const route = conversation === undefined ? '' : ` (${conversation.channel} ${conversation.to})`;
  return `[${instance}] ${sessionKey ?? 'no conversation'}${route}`;
}

function happening(view: EventView): string {
  const { type, role, messageId, text, raw } = view;
  if (type === 'message' && raw === undefined) return `${role} ${messageId} ${JSON.stringify(text)}`;
  return `${type} ${JSON.stringify({ ...view, ...SAID_ALREADY })}`;
}

/** By the line, or the one above it. */
const SAID_ALREADY = {
  cursor: undefined,
  type: undefined,
  instance: undefined,
  sessionKey: undefined,
  conversation: undefined,
};
