import * as z from 'zod';
import { messageId, sessionKey } from './conversation-fields.ts';
import { instance } from './fields.ts';
import { defineTool } from './tool.ts';
import { withJson } from './with-json.ts';

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
  output: () => z.object({ messages: z.array(z.record(z.string(), z.unknown())) }),
  async run(verbs, input, { principal }) {
    const messages = await verbs.readMessages.readMessages({
      principal,
      instance: input.instance,
      sessionKey: input.session_key,
      limit: input.limit ?? DEFAULT_LIMIT,
      before: input.before,
    });
    return { messages: messages.map(({ raw }) => raw) };
  },
  tell: (output) => withJson(`messages: ${output.messages.length}`, output),
});
