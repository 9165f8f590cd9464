import * as z from 'zod';
import { attachmentsOf } from '../../domain/attachment.ts';
import { messageId, sessionKey } from './conversation-fields.ts';
import { instance } from './fields.ts';
import { defineTool } from './tool.ts';
import { withJson } from './with-json.ts';

export const attachmentsFetch = defineTool({
  name: 'attachments_fetch',
  title: 'Show what hangs on a message',
  description:
    'Shows the pictures, files and other parts of one message that are no text, and the whole message. ' +
    'Use it when messages_read or an event shows a message that seems to be empty or cut.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: () =>
    z.object({
      session_key: sessionKey(),
      message_id: messageId(),
      limit: z
        .int()
        .min(1)
        .max(200)
        .optional()
        .describe('Not needed any more: the message is found by its id.'),
      instance: instance().optional(),
    }),
  output: () =>
    z.object({
      attachments: z.array(z.record(z.string(), z.unknown())),
      message: z.record(z.string(), z.unknown()),
    }),
  async run(verbs, input, { principal }) {
    const message = await verbs.readMessages.readMessage({
      principal,
      instance: input.instance,
      sessionKey: input.session_key,
      messageId: input.message_id,
    });
    return { attachments: [...attachmentsOf(message)], message: message.raw };
  },
  text: (output) => withJson(`attachments: ${output.attachments.length}`, output),
});
