import { isoTime } from '../../domain/iso-time.ts';
import type { EventView } from './event-view.ts';

/**
 * Events for reading: a line with the conversation and the day wherever they change, then a line for each event. The data
 * is in the result already; said again as JSON, 200 events would not stay below what clients take.
 */
export function eventLines(events: readonly EventView[]): string {
  const lines: string[] = [];
  let shown: string | undefined;
  for (const one of events) {
    const { day } = timeOf(one);
    const where = `${placeOf(one)} ${day} UTC`;
    if (where !== shown) lines.push(where);
    shown = where;
    lines.push(eventLine(one));
  }
  return lines.join('\n');
}

/** One event for reading, without where it happened. */
export function eventLine(view: EventView): string {
  return `${timeOf(view).minute} ${happening(view)}`;
}

function timeOf({ at }: EventView) {
  const [day = '', time = ''] = isoTime(at).split('T');
  return { day, minute: time.slice(0, 'hh:mm'.length) };
}

function placeOf({ instance, sessionKey, conversation }: EventView): string {
  const where = instance === undefined ? '' : `[${instance}] `;
  const route = conversation === undefined ? '' : ` (${conversation.channel} ${conversation.to})`;
  return `${where}${sessionKey ?? 'no conversation'}${route}`;
}

function happening(view: EventView): string {
  const { type, raw } = view;
  if (type === 'message' && raw === undefined) return saying(view);
  return `${type} ${JSON.stringify({ ...view, ...SAID_ALREADY })}`;
}

function saying({ role, fromOwner, messageId, text, attachments }: EventView): string {
  const who = fromOwner === true ? 'owner' : role;
  const more = attachments === undefined ? '' : ` attachments: ${attachments}`;
  return `${who} ${messageId} ${JSON.stringify(text)}${more}`;
}

/** By the line, or the one above it. */
const SAID_ALREADY = {
  cursor: undefined,
  type: undefined,
  instance: undefined,
  at: undefined,
  sessionKey: undefined,
  conversation: undefined,
};
