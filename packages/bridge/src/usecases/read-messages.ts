import { permits, restricts } from '../domain/allow-list.ts';
import { agentOfSession, type Place } from '../domain/conversation.ts';
import { Failure } from '../domain/failure.ts';
import { pickAllowed } from '../domain/allowed-instance.ts';
import type { Instance } from '../domain/instance.ts';
import type { Message } from '../domain/message.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import { holds, type Principal } from '../domain/principal.ts';
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

  /** Where the key alone says that he may see them, a session with messages need not be asked for itself. */
  async function readNewest(request: ReadMessagesRequest): Promise<readonly Message[]> {
    const { limit, sessionKey: asked, principal } = request;
    const { name } = pickAllowed(instances, principal, request.instance);
    if (isPermittedByKey(principal, name, asked)) {
      const messages = await conversations.tail({ instance: name, sessionKey: asked, limit });
      if (messages.length > 0) return messages;
    }
    const { instance, key: sessionKey } = await getConversation(request);
    return await conversations.tail({ instance, sessionKey, limit });
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

/** Without its agent a key may stand for another one, and a channel is known of the session only. */
function isPermittedByKey(principal: Principal, instance: string, sessionKey: string): boolean {
  const { allow } = principal;
  const isFull = agentOfSession(sessionKey) !== undefined;
  if (!holds(principal, 'read') || !isFull || restricts(allow, 'channels')) return false;
  return permits(allow, { instance, sessionKey });
}

function unknownMessage(id: string): Failure {
  return new Failure('unknown_message', `message not found: ${id}`, {
    hint: 'messages_read lists the messages of a conversation with their ids.',
  });
}
