import { Failure } from '../domain/failure.ts';
import { pickInstance, requireMode, type Instance } from '../domain/instance.ts';
import type { MessageSender, Receipt } from '../domain/port/message-sender.ts';
import { requireScope } from '../domain/principal.ts';
import type { ConversationRequest, GetConversation } from './get-conversation.ts';

export interface SendMessageRequest extends ConversationRequest {
  readonly text: string;
  /** Addresses of pictures and files that go with it. */
  readonly mediaUrls?: readonly string[] | undefined;
  /** Id of the message it answers, as the channel names it. */
  readonly replyToId?: string | undefined;
  /** Sent once, however often it is asked for within 5 minutes. */
  readonly idempotencyKey?: string | undefined;
}

/** Says something to the person or group of a conversation. Errors: `unknown_conversation`, those of the gateway. */
export type SendMessage = (request: SendMessageRequest) => Promise<Receipt>;

export interface SendMessageDeps {
  readonly instances: readonly Instance[];
  readonly getConversation: GetConversation;
  readonly messages: MessageSender;
  readonly newId: () => string;
}

export function createSendMessage({
  instances,
  getConversation,
  messages,
  newId,
}: SendMessageDeps): SendMessage {
  return async function sendMessage({ text, mediaUrls, replyToId, idempotencyKey, ...request }) {
    requireScope(request.principal, 'chat');
    const { instance, key, route } = await getConversation(request);
    if (route === undefined) throw withoutRoute(request.sessionKey);
    requireMode(pickInstance(instances, instance), 'write');
    const { threadId, ...address } = route;
    return await messages.sendMessage({
      instance,
      // Two people may choose the same key.
      id: idempotencyKey === undefined ? newId() : `${request.principal.id}:${idempotencyKey}`,
      sessionKey: key,
      text,
      ...address,
      ...(threadId === undefined ? {} : { threadId: String(threadId) }),
      ...(mediaUrls === undefined ? {} : { mediaUrls }),
      ...(replyToId === undefined ? {} : { replyToId }),
    });
  };
}

function withoutRoute(sessionKey: string): Failure {
  return new Failure('unknown_conversation', `Conversation not found for session ${sessionKey}`, {
    hint: 'This session has no channel to send to: only its agent is in it.',
  });
}
