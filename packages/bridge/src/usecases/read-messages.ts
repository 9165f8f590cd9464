import { agentOfSession, type Place } from '../domain/conversation.ts';
import { Failure } from '../domain/failure.ts';
import { pickInstance, type Instance } from '../domain/instance.ts';
import type { Message } from '../domain/message.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import type { ConversationRequest, GetConversation } from './get-conversation.ts';

/** A window holds rows on both sides. */
const BOTH_SIDES = 2;

export interface ReadMessagesRequest extends ConversationRequest {
  readonly limit: number;
  /** Only what was said before this message. */
  readonly before?: string | undefined;
}

/** The newest messages of a session, or those before one of them; oldest first. */
export interface ReadMessages {
  /** Errors: `unknown_conversation`, `unknown_message`, those of the gateway. */
  readMessages(request: ReadMessagesRequest): Promise<readonly Message[]>;
  /** One message with its whole text. Errors: as above. */
  readMessage(request: ConversationRequest & { readonly messageId: string }): Promise<Message>;
}

export interface ReadMessagesDeps {
  readonly instances: readonly Instance[];
  readonly getConversation: GetConversation;
  readonly conversations: Conversations;
}

export function createReadMessages({
  instances,
  getConversation,
  conversations,
}: ReadMessagesDeps): ReadMessages {
  return {
    async readMessages(request) {
      if (request.before === undefined) return await readNewest(request);
      const { instance, key: sessionKey } = await getConversation(request);
      return await readBefore({ instance, sessionKey }, request.before, request.limit);
    },
    async readMessage({ messageId, ...request }) {
      const { instance, key: sessionKey } = await getConversation(request);
      const message = await conversations.message({ instance, sessionKey, messageId });
      if (message === undefined) throw unknownMessage(messageId);
      return message;
    },
  };

  /** Nobody is shown them before it is known that he may see them; asking for both at once saves half of the time. */
  async function readNewest(request: ReadMessagesRequest): Promise<readonly Message[]> {
    const { limit, sessionKey: asked } = request;
    const { name } = pickInstance(instances, request.instance);
    const isFull = agentOfSession(asked) !== undefined;
    const reading = isFull ? conversations.tail({ instance: name, sessionKey: asked, limit }) : undefined;
    // Why there is no such conversation says more than why it has no messages.
    reading?.catch(() => {});
    const { key: sessionKey } = await getConversation(request);
    return await (reading ?? conversations.tail({ instance: name, sessionKey, limit }));
  }

  /** A window may lean to either side, so it is moved back until it holds enough, or begins with the history. */
  async function readBefore(place: Place, messageId: string, limit: number): Promise<readonly Message[]> {
    let messages: readonly Message[] = [];
    for (let first = messageId; messages.length < limit;) {
      const window = await conversations.around({
        ...place,
        messageId: first,
        limit: limit * BOTH_SIDES + 1,
      });
      const at = window.findIndex(({ id }) => id === first);
      if (at < 0 && messages.length === 0) throw unknownMessage(messageId);
      const earlier = window.slice(0, Math.max(0, at));
      const [oldest] = earlier;
      if (oldest === undefined) break;
      messages = [...earlier, ...messages];
      first = oldest.id;
    }
    return messages.slice(-limit);
  }
}

function unknownMessage(id: string): Failure {
  return new Failure('unknown_message', `message not found: ${id}`, {
    hint: 'messages_read lists the messages of a conversation with their ids.',
  });
}
