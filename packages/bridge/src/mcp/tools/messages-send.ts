import * as z from 'zod';
import { sessionKey } from './conversation-fields.ts';
import { idempotencyKey, instance } from './fields.ts';
import { defineTool } from './tool.ts';
import { withJson } from './with-json.ts';

const MAX_MEDIA = 10;

export const messagesSend = defineTool({
  name: 'messages_send',
  title: 'Send a message to a person or group',
  description:
    'Sends a text to the person or group of a conversation, over its channel and in the name of OpenClaw. It cannot be taken back: ' +
    'send only what the user wants sent. When in doubt whether a call went through, repeat it with the same idempotency_key. ' +
    'It goes to people: no agent answers it.',
  scope: 'chat',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: () =>
    z.object({
      session_key: sessionKey(),
      text: z.string().min(1).describe('What to send.'),
      media_urls: z
        .array(z.string().min(1))
        .max(MAX_MEDIA)
        .optional()
        .describe('Addresses of pictures or files that go with it.'),
      reply_to: z
        .string()
        .min(1)
        .optional()
        .describe('The message it answers, by the id its channel gave it. Not every channel can do that.'),
      idempotency_key: idempotencyKey()
        .optional()
        .describe('A name of your own for this message: with the same key it is sent once within 5 minutes.'),
      instance: instance().optional(),
    }),
  output: () =>
    z.object({ result: z.record(z.string(), z.unknown()).describe('What the gateway says of it.') }),
  async run(verbs, input, { principal }) {
    const { raw } = await verbs.sendMessage({
      principal,
      instance: input.instance,
      sessionKey: input.session_key,
      text: input.text,
      mediaUrls: input.media_urls,
      replyToId: input.reply_to,
      idempotencyKey: input.idempotency_key,
    });
    return { result: raw };
  },
  text: (output) => withJson('sent', output),
});
