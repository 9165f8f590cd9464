import type { Place } from '../../domain/conversation.ts';
import { Failure } from '../../domain/failure.ts';
import type { Message } from '../../domain/message.ts';
import type { Conversations, HistoryPage } from '../../domain/port/conversations.ts';
import { array, defined, number, object, text, type Json } from '../json.ts';
import type { Connection } from './connection.ts';
import { messageFrom, messageFromPayload } from './message-row.ts';
import { sessionFrom } from './session-row.ts';

/** Reads sessions by `sessions.*`, their histories by `chat.*`. */
export function createConversations({ request }: Pick<Connection, 'request'>): Conversations {
  return {
    async sessions({ instance, limit, offset, search, withDerivedTitles, withLastMessages }) {
      const page = await request('sessions.list', {
        limit,
        offset,
        ...defined({ search }),
        ...decorations({ withDerivedTitles, withLastMessages }),
      });
      return {
        sessions: array(page['sessions']).flatMap((row) => sessionFrom(instance, object(row)) ?? []),
        now: number(page['ts']) ?? 0,
        ...defined({ nextOffset: number(page['nextOffset']) }),
      };
    },
    async session({ instance, sessionKey }) {
      // The gateway would call it a mistake of ours.
      if (sessionKey === '') return undefined;
      const decorated = decorations({ withDerivedTitles: true, withLastMessages: true });
      const answer = await request('sessions.describe', { key: sessionKey, ...decorated });
      return sessionFrom(instance, object(answer['session']));
    },
    async newest({ limit, offset, ...place }) {
      const page = await request('chat.history', {
        sessionKey: place.sessionKey,
        limit,
        ...defined({ offset }),
      });
      return { ...historyFrom(page), messages: rowsOf(place, page), hasMore: page['hasMore'] === true };
    },
    async tail({ limit, ...place }) {
      const { messages } = await request('sessions.get', { key: place.sessionKey, limit });
      return array(messages).flatMap((row) => messageFrom(place, object(row)) ?? []);
    },
    async since({ instance, sessionKey, cursor }) {
      const page = await request('chat.history', { sessionKey, cursor });
      if (page['kind'] !== 'delta') return undefined;
      const messages = array(page['messages']).flatMap(
        (one) => messageFromPayload(instance, object(one)) ?? [],
      );
      return { ...historyFrom(page), messages, hasMore: false };
    },
    async around({ messageId, limit, ...place }) {
      return rowsOf(place, await request('chat.history', { sessionKey: place.sessionKey, messageId, limit }));
    },
    async message({ messageId, ...place }) {
      const found = await request('chat.message.get', { sessionKey: place.sessionKey, messageId });
      if (found['unavailableReason'] === 'oversized') throw oversized();
      return messageFrom(place, object(found['message']));
    },
  };
}

function decorations(wanted: {
  readonly withDerivedTitles?: boolean | undefined;
  readonly withLastMessages?: boolean | undefined;
}): Json {
  return defined({
    includeDerivedTitles: wanted.withDerivedTitles,
    includeLastMessage: wanted.withLastMessages,
  });
}

function rowsOf(asked: Place, page: Json): readonly Message[] {
  // The page repeats the key as it was asked for; the session itself says the full one.
  const sessionKey = text(object(page['sessionInfo'])['key']) ?? asked.sessionKey;
  const place = { instance: asked.instance, sessionKey };
  return array(page['messages']).flatMap((row) => messageFrom(place, object(row)) ?? []);
}

function historyFrom(page: Json): Pick<HistoryPage, 'sessionId' | 'cursor'> {
  return defined({
    sessionId: text(page['sessionId']) ?? text(object(page['sessionInfo'])['sessionId']),
    cursor: text(page['deltaCursor']),
  });
}

function oversized(): Failure {
  return new Failure('answer_too_large', 'The message is longer than the gateway hands out.', {
    hint: 'Read it in OpenClaw itself.',
  });
}
