import { Failure } from '../domain/failure.ts';
import { pickInstance, requireMode, type Instance } from '../domain/instance.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { MessageSender, Receipt } from '../domain/port/message-sender.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
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

/** Says something to the person or group of a conversation. Errors: `unknown_conversation`, `idempotency_conflict`, those of the gateway. */
export type SendMessage = (request: SendMessageRequest) => Promise<Receipt>;

export interface SendMessageDeps {
  readonly instances: readonly Instance[];
  readonly getConversation: GetConversation;
  readonly messages: MessageSender;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
}

export function createSendMessage({
  instances,
  getConversation,
  messages,
  clock,
  newId,
}: SendMessageDeps): SendMessage {
  const sent = createKeyMemory();
  return async function sendMessage({ text, mediaUrls, replyToId, idempotencyKey, ...request }) {
    requireScope(request.principal, 'chat');
    const { instance, key, route } = await getConversation(request);
    if (route === undefined) throw withoutRoute(request.sessionKey);
    requireMode(pickInstance(instances, instance), 'write');
    const { threadId, ...address } = route;
    const ownKey = idempotencyKey === undefined ? undefined : keyOf(request.principal, idempotencyKey);
    if (ownKey !== undefined) sent.keep(ownKey, [key, text, mediaUrls, replyToId], clock.now());
    return await messages.sendMessage({
      instance,
      id: ownKey ?? newId(),
      sessionKey: key,
      text,
      ...address,
      ...(threadId === undefined ? {} : { threadId: String(threadId) }),
      ...(mediaUrls === undefined ? {} : { mediaUrls }),
      ...(replyToId === undefined ? {} : { replyToId }),
    });
  };
}

/** Two people may choose the same key. Without a colon of its own, a name cannot end in the key of somebody else. */
function keyOf({ id }: Principal, idempotencyKey: string): string {
  return `${id.replaceAll('%', '%25').replaceAll(':', '%3A')}:${idempotencyKey}`;
}

/** As long as the gateway remembers a key: it then answers for the first message, whatever the second one says. */
const REMEMBERED_MS = 5 * 60 * 1000;

/** Of all that is remembered together. */
const MOST_CHARS = 10_000_000;

/** What was sent under which key; where that is much, the oldest is forgotten, and the gateway alone remembers it. */
function createKeyMemory() {
  const known = new Map<string, { readonly what: string; readonly at: number }>();
  let chars = 0;
  return {
    /** Errors: `idempotency_conflict`. */
    keep(key: string, what: readonly unknown[], now: number): void {
      forget((at) => at <= now - REMEMBERED_MS);
      const told = JSON.stringify(what);
      const earlier = known.get(key);
      if (earlier !== undefined && earlier.what !== told) throw usedOtherwise();
      if (earlier !== undefined) return;
      known.set(key, { what: told, at: now });
      chars += told.length;
      forget(() => chars > MOST_CHARS);
    },
  };

  /** The oldest come first. */
  function forget(isOver: (at: number) => boolean): void {
    for (const [key, { what, at }] of known) {
      if (!isOver(at)) return;
      known.delete(key);
      chars -= what.length;
    }
  }
}

function usedOtherwise(): Failure {
  return new Failure('idempotency_conflict', 'This idempotency_key was used for another message.', {
    hint: 'Use a new key for a new message; the same one only to repeat a call.',
  });
}

function withoutRoute(sessionKey: string): Failure {
  return new Failure('unknown_conversation', `Conversation not found for session ${sessionKey}`, {
    hint: 'This session has no channel to send to: only its agent is in it.',
  });
}
