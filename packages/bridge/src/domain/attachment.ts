import type { Message } from './message.ts';

/** What hangs on a message, as the gateway tells it: a content block that is no text, or a medium it keeps. */
export type Attachment = Readonly<Record<string, unknown>>;

/** Source: openclaw 2026.9.6, `openclaw mcp serve`. */
export function attachmentsOf({ raw }: Message): readonly Attachment[] {
  const blocks = listOf(raw['content']).filter(({ type }) => type !== 'text');
  const mark = raw['__openclaw'];
  const media = listOf(isObject(mark) ? mark['media'] : undefined);
  return [...blocks, ...media.map((medium) => ({ type: 'openclaw_media', media: medium }))];
}

function listOf(value: unknown): readonly Attachment[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Attachment {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
