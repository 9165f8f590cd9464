import * as z from 'zod';
import { isConversation } from '../../domain/conversation.ts';
import { unknownConversation } from '../../usecases/get-conversation.ts';
import { sessionKey } from './conversation-fields.ts';
import { conversation, conversationView } from './conversation-view.ts';
import { instance } from './fields.ts';
import { defineTool } from './tool.ts';
import { withJson } from './with-json.ts';

export const conversationGet = defineTool({
  name: 'conversation_get',
  title: 'Show one conversation',
  description:
    'Shows one conversation: its channel, its recipient, its titles and when it last changed. For what was said use messages_read.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: () => z.object({ session_key: sessionKey(), instance: instance().optional() }),
  output: () => z.object({ conversation: conversation() }),
  async run(verbs, { session_key, instance: name }, { principal }) {
    const session = await verbs.getConversation({ principal, instance: name, sessionKey: session_key });
    // One without a channel is none: clients of `openclaw mcp serve` count on channel and recipient.
    if (!isConversation(session)) throw unknownConversation(session_key);
    return { conversation: conversationView(session) };
  },
  text: (output) => withJson(`conversation ${output.conversation.sessionKey}`, output),
});
