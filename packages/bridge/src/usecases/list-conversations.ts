import { permits } from '../domain/allow-list.ts';
import type { Session } from '../domain/conversation.ts';
import { Failure } from '../domain/failure.ts';
import { pickAllowed } from '../domain/allowed-instance.ts';
import type { Instance } from '../domain/instance.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import { requireScope, type Principal } from '../domain/principal.ts';

/** Sessions asked for at a time, once a first look has not found enough. */
const PAGE = 200;

/** A filter that hardly anything passes must not read a gateway's sessions for ever. */
const MOST_PAGES = 50;

export interface ListConversationsRequest {
  readonly principal: Principal;
  readonly instance?: string | undefined;
  readonly limit: number;
  readonly search?: string | undefined;
  readonly channel?: string | undefined;
  readonly withDerivedTitles?: boolean | undefined;
  readonly withLastMessages?: boolean | undefined;
  /** Also sessions that have no route, like those of other programs. */
  readonly withUnrouted?: boolean | undefined;
  /** The `nextCursor` of an earlier page. */
  readonly cursor?: string | undefined;
}

export interface ConversationPage {
  /** The most recently changed first. */
  readonly sessions: readonly Session[];
  /** There may be more. */
  readonly nextCursor?: string;
}

/** Filters come before the limit. Errors: `unknown_instance`, `invalid_input` for a cursor that is none, those of the gateway. */
export type ListConversations = (request: ListConversationsRequest) => Promise<ConversationPage>;

export interface ListConversationsDeps {
  readonly instances: readonly Instance[];
  readonly conversations: Pick<Conversations, 'sessions'>;
}

export function createListConversations({
  instances,
  conversations,
}: ListConversationsDeps): ListConversations {
  return async function listConversations(request) {
    requireScope(request.principal, 'read');
    const { name } = pickAllowed(instances, request.principal, request.instance);
    const found: Session[] = [];
    let offset = offsetOf(request.cursor);
    let limit = request.limit;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await conversations.sessions({
        instance: name,
        offset,
        limit,
        withDerivedTitles: request.withDerivedTitles ?? true,
        withLastMessages: request.withLastMessages ?? true,
        ...(request.search === undefined ? {} : { search: request.search }),
      });
      for (const session of page.sessions) {
        if (found.length === request.limit) return { sessions: found, nextCursor: cursorOf(offset) };
        offset++;
        if (isWanted(session, request)) found.push(session);
      }
      if (page.nextOffset === undefined) return { sessions: found };
      offset = page.nextOffset;
      if (found.length === request.limit) break;
      limit = PAGE;
    }
    return { sessions: found, nextCursor: cursorOf(offset) };
  };
}

function isWanted(
  { instance, key, route }: Session,
  { principal, channel, withUnrouted }: ListConversationsRequest,
) {
  const isChannel = channel === undefined || route?.channel === channel.toLowerCase();
  const isShown = route !== undefined || (withUnrouted === true && channel === undefined);
  return (
    isShown && isChannel && permits(principal.allow, { instance, sessionKey: key, channel: route?.channel })
  );
}

/** Changed sessions move to the front: a later page may repeat one, and misses none. */
function cursorOf(offset: number): string {
  return `o${offset}`;
}

function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [, digits] = /^o(\d{1,9})$/.exec(cursor) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new Failure('invalid_input', `"${cursor}" is no cursor of this list.`, {
    hint: 'Pass the next_cursor of an earlier answer, or leave it out.',
  });
}
