import * as z from 'zod';
import { unlessEmpty } from './conversation-fields.ts';
import { conversation, conversationView } from './conversation-view.ts';
import { instance } from './fields.ts';
import { defineTool } from './tool.ts';
import { withJson } from './with-json.ts';

const DEFAULT_LIMIT = 50;

export const conversationsList = defineTool({
  name: 'conversations_list',
  title: 'List conversations',
  description:
    'Lists the conversations OpenClaw has with people and groups over its channels (Telegram, WhatsApp …), the most recently changed first. ' +
    'Use it to find the session_key that the other tools take. These are with people; it is no way to talk to an agent yourself.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: () =>
    z.object({
      limit: z.int().min(1).max(500).optional().describe(`How many at most. Default ${DEFAULT_LIMIT}.`),
      search: z.string().optional().describe('Only conversations whose names or keys hold this.'),
      channel: z.string().optional().describe('Only conversations of this channel, like telegram.'),
      includeDerivedTitles: z
        .boolean()
        .optional()
        .describe('A title from what was said first. Default true.'),
      includeLastMessage: z.boolean().optional().describe('How the last message begins. Default true.'),
      include_unrouted: z
        .boolean()
        .optional()
        .describe(
          'Also sessions that have no channel, like those clients of clawbridge have with agents: they can be read, not sent to. Default false.',
        ),
      cursor: z
        .string()
        .max(64)
        .optional()
        .describe('The next_cursor of an earlier answer, for the conversations after it.'),
      instance: instance().optional(),
    }),
  output: () =>
    z.object({
      conversations: z.array(conversation()),
      next_cursor: z.string().optional().describe('There may be more: pass it as cursor to see them.'),
    }),
  async run(verbs, input, { principal }) {
    const { sessions, nextCursor } = await verbs.listConversations({
      principal,
      instance: input.instance,
      limit: input.limit ?? DEFAULT_LIMIT,
      search: unlessEmpty(input.search),
      channel: unlessEmpty(input.channel),
      withDerivedTitles: input.includeDerivedTitles ?? true,
      withLastMessages: input.includeLastMessage ?? true,
      withUnrouted: input.include_unrouted ?? false,
      cursor: input.cursor,
    });
    return {
      conversations: sessions.map(conversationView),
      ...(nextCursor === undefined ? {} : { next_cursor: nextCursor }),
    };
  },
  text: (output) => withJson(`conversations: ${output.conversations.length}`, output),
});
