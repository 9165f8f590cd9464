import type { Row } from './row.ts';
import type { Session } from './session.ts';
import { agentOf } from './session-key.ts';
import { sessionRow } from './session-row.ts';
import { shownRow } from './shown-row.ts';

/** A row as `session.message` tells it, and `chat.history` with a cursor: with all about its session, twice. */
export function messagePayload(session: Session, row: Row, hasActiveRun: boolean): object {
  const { id, seq, senderIsOwner } = row.__openclaw;
  const about = sessionRow(session, hasActiveRun, { derivedTitle: true, lastMessage: true });
  return {
    sessionKey: session.key,
    ...(senderIsOwner === undefined ? {} : { senderIsOwner }),
    agentId: agentOf(session.key),
    message: shownRow(row),
    messageId: id,
    messageSeq: seq,
    session: about,
    ...flat(about),
  };
}

/** The fields of a session beside it, for older clients. */
export function flat({ key: _key, ...fields }: Readonly<Record<string, unknown>>): object {
  return { label: null, ...fields };
}
