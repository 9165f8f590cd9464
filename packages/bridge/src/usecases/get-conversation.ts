import { permits, type Touched } from '../domain/allow-list.ts';
import type { Session } from '../domain/conversation.ts';
import { Failure } from '../domain/failure.ts';
import { pickAllowed } from '../domain/allowed-instance.ts';
import type { Instance } from '../domain/instance.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import { requireScope, type Principal } from '../domain/principal.ts';

export interface ConversationRequest {
  readonly principal: Principal;
  readonly instance?: string | undefined;
  /** With or without its agent. */
  readonly sessionKey: string;
}

/** One session as it is now, with or without a route. Errors: `unknown_conversation`, those of the gateway. */
export type GetConversation = (request: ConversationRequest) => Promise<Session>;

export interface GetConversationDeps {
  readonly instances: readonly Instance[];
  readonly conversations: Pick<Conversations, 'session'>;
}

export function createGetConversation({ instances, conversations }: GetConversationDeps): GetConversation {
  return async function getConversation({ principal, instance, sessionKey }) {
    requireScope(principal, 'read');
    const { name } = pickAllowed(instances, principal, instance);
    const session = await conversations.session({ instance: name, sessionKey });
    if (session === undefined || !permits(principal.allow, touchedBy(session)))
      throw unknownConversation(sessionKey);
    return session;
  };
}

function touchedBy({ instance, key, route }: Session): Touched {
  return { instance, sessionKey: key, channel: route?.channel };
}

/** What somebody may not see does not exist for him. */
export function unknownConversation(sessionKey: string): Failure {
  return new Failure('unknown_conversation', `conversation not found: ${sessionKey}`, {
    hint: 'conversations_list lists the conversations there are.',
  });
}
