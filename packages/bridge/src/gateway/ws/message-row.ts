import type { Place } from '../../domain/conversation.ts';
import type { Message, MessageRole } from '../../domain/message.ts';
import { defined, integer, object, text, type Json } from '../json.ts';
import { messageText } from './run-events.ts';

const ROLES: readonly string[] = [
  'user',
  'assistant',
  'toolResult',
  'system',
  'custom',
] satisfies MessageRole[];

/** A row of a session's history; undefined when it has no id, because nobody could tell it from another then. */
export function messageFrom({ instance, sessionKey }: Place, row: Json): Message | undefined {
  const marks = object(row['__openclaw']);
  const id = text(marks['id']);
  if (id === undefined) return undefined;
  return {
    instance,
    sessionKey,
    id,
    role: roleFrom(row['role']),
    text: messageText(row),
    // `timestamp` only for want of better: channels put their own time there, and what was written down now may have been
    // said long ago. Never the time of the look, which would make an old row new at each one.
    at: integer(marks['recordTimestampMs']) ?? integer(row['timestamp']) ?? 0,
    fromOwner: marks['senderIsOwner'] === true,
    raw: row,
    ...defined({ seq: integer(marks['seq']), position: positionFrom(object(marks['transcriptPosition'])) }),
  };
}

/** The payload of a `session.message` event, which a page of a history cursor holds as well. */
export function messageFromPayload(instance: string, payload: Json): Message | undefined {
  const sessionKey = text(payload['sessionKey']);
  if (sessionKey === undefined) return undefined;
  const row = object(payload['message']);
  const marks = {
    ...object(row['__openclaw']),
    ...defined({ id: text(payload['messageId']), seq: integer(payload['messageSeq']) }),
  };
  const message = messageFrom({ instance, sessionKey }, { ...row, __openclaw: marks });
  return message && { ...message, fromOwner: message.fromOwner || payload['senderIsOwner'] === true };
}

function roleFrom(value: unknown): MessageRole {
  return ROLES.includes(value as string) ? (value as MessageRole) : 'custom';
}

function positionFrom(position: Json): Message['position'] {
  const source = text(position['source']);
  const rawSeq = integer(position['rawSeq']);
  return source === undefined || rawSeq === undefined ? undefined : { source, rawSeq };
}
