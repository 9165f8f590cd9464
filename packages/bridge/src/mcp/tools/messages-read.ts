import * as z from 'zod';
import { newestWithin } from '../../domain/newest-within.ts';
import { MAX_DATA_CHARS } from './answer-size.ts';
import { messageId, sessionKey } from './conversation-fields.ts';
import { instance } from './fields.ts';
import { messageLines } from './message-lines.ts';
import { defineTool } from './tool.ts';

const DEFAULT_LIMIT = 20;

export const messagesRead = defineTool({
  name: 'messages_read',
  title: 'Read the messages of a conversation',
  description:
    'Reads the newest messages of a conversation, oldest first, tool results included; with before the ones said earlier. ' +
    'Use it to learn what was said. To hear what is said from now on use events_wait.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: () =>
    z.object({
      session_key: sessionKey(),
      limit: z.int().min(1).max(200).optional().describe(`How many at most. Default ${DEFAULT_LIMIT}.`),
      before: messageId()
        .optional()
        .describe('Only what was said before this message: the __openclaw.id of the oldest one you have.'),
      instance: instance().optional(),
    }),
  output: () =>
    z.object({
      messages: z.array(z.record(z.string(), z.unknown())),
      truncated: z
        .boolean()
        .optional()
        .describe('They are long, so only the newest of them came: read on with before.'),
    }),
  async run(verbs, input, { principal }) {
    const messages = await verbs.readMessages.readMessages({
      principal,
      instance: input.instance,
      sessionKey: input.session_key,
      limit: input.limit ?? DEFAULT_LIMIT,
      before: input.before,
    });
    const kept = newestWithin(
      messages.map(({ raw }) => raw),
      MAX_DATA_CHARS,
    );
    return { messages: [...kept], ...(kept.length < messages.length ? { truncated: true } : {}) };
  },
  text({ messages, truncated }) {
    const more = truncated === undefined ? '' : ', the newest of those you asked for: read on with before';
    const told = messages.length === 0 ? [] : [messageLines(messages)];
    return [`messages: ${messages.length}${more}`, ...told].join('\n\n');
  },
});
