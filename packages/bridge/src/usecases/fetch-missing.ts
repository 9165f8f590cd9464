import type { Place } from '../domain/conversation.ts';
import type { Message } from '../domain/message.ts';
import type { Conversations, HistoryPage } from '../domain/port/conversations.ts';
import type { SessionMark } from '../domain/port/event-log.ts';
import { isHeard } from './session-mark.ts';

/** Rows of one look. */
const PAGE = 100;

/** What a gateway keeps to itself comes before the first row. Source: openclaw 2026.9.6, where that has number 4. */
const FIRST_ROWS = 4;

/** Nobody says so much unheard; a history that goes on for ever must not be read for ever. */
const MOST_PAGES = 100;

export interface MissingRequest extends Place {
  readonly mark: SessionMark | undefined;
  /** What was said before is history. Milliseconds since 1970, by the gateway's clock. */
  readonly since: number;
  /** Which of these messages are in the log. */
  readonly known: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
}

export interface Missing {
  /** Rows from before a reset that cut the history off, oldest first; the first one is known. */
  readonly before: readonly Message[];
  /** Rows that may be missing, oldest first; some may be known. */
  readonly messages: readonly Message[];
  readonly sessionId?: string;
  readonly cursor?: string;
  /** Why something between those before, or the mark, and these rows may be lost. */
  readonly lost?: string;
  /** There is no such session any more: what comes under its name is another one. */
  readonly isGone?: boolean;
}

/**
 * What was said in a session since its mark. By the gateway's own cursor where that still works; else back through the
 * history to a message that is known; and where that was cut off by a reset, forward from the last known one as well.
 */
export async function fetchMissing(conversations: Conversations, request: MissingRequest): Promise<Missing> {
  const { instance, sessionKey, mark } = request;
  if (mark?.historyCursor !== undefined) {
    const page = await conversations.since({ instance, sessionKey, cursor: mark.historyCursor });
    if (page !== undefined && !isAnother(mark, page)) return found(page, page.messages);
  }
  const back = await pageBack(conversations, request);
  if (back.metKnown) return found(back.first, back.messages);
  if (mark?.messageId === undefined)
    return found(back.first, back.messages, isBeginning(back.messages[0]) ? undefined : UNSEEN);
  if (isNothing(back.first)) return { ...found(back.first, [], GONE), isGone: true };
  if (isAnother(mark, back.first)) return found(back.first, back.messages, DELETED);
  const before = await pageForward(conversations, request, mark.messageId);
  if (before === undefined) return found(back.first, back.messages, CUT_OFF);
  const lost = isContinued(before.at(-1), back.messages[0]) ? undefined : SEGMENT;
  return { ...found(back.first, back.messages, lost), before };
}

const GONE = 'The session was deleted; what was said in it last may be missing.';
const DELETED = 'The session was deleted and begun anew.';
const UNSEEN = 'The session was reset before its history was looked at; what was said before is not known.';
const CUT_OFF =
  'The session was rewound or reset, and its gateway does not tell any more what was said before.';
const SEGMENT = 'The session was reset more than once; what was said in between cannot be fetched.';

function found({ sessionId, cursor }: HistoryPage, messages: readonly Message[], lost?: string): Missing {
  return {
    before: [],
    messages,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(lost === undefined ? {} : { lost }),
  };
}

function isAnother(mark: SessionMark, { sessionId }: HistoryPage): boolean {
  return mark.sessionId !== undefined && sessionId !== undefined && mark.sessionId !== sessionId;
}

/** So a gateway answers for a session it does not know. */
function isNothing({ sessionId, messages }: HistoryPage): boolean {
  return sessionId === undefined && messages.length === 0;
}

/** From the newest row back to one that is known, to what was said before we listened, or to the beginning. */
async function pageBack(conversations: Conversations, { known, since, mark, ...place }: MissingRequest) {
  const first = await conversations.newest({ ...place, limit: PAGE });
  let page = first;
  let messages: readonly Message[] = [];
  for (let offset = 0, pages = 1; ; pages++) {
    messages = [...page.messages, ...messages];
    offset += page.messages.length;
    const isOld = page.messages.some((message) => message.at < since || isHeard(mark, message));
    const metKnown = isOld || (await known(page.messages.map(({ id }) => id))).size > 0;
    if (metKnown) return { first, messages, metKnown };
    if (!page.hasMore || page.messages.length === 0 || pages === MOST_PAGES)
      return { first, messages, metKnown: false };
    page = await conversations.newest({ ...place, limit: PAGE, offset });
  }
}

/** From a row, with it, to the end of its part of the history. Undefined when the gateway does not know the row any more. */
async function pageForward(
  conversations: Conversations,
  { instance, sessionKey }: Place,
  from: string,
): Promise<readonly Message[] | undefined> {
  const seen = new Set<string>();
  const messages: Message[] = [];
  let messageId = from;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const window = await conversations.around({ instance, sessionKey, messageId, limit: PAGE });
    const place = window.findIndex(({ id }) => id === messageId);
    if (place < 0) return pages === 0 ? undefined : messages;
    const next = window.slice(place).filter(({ id }) => !seen.has(id));
    for (const one of next) seen.add(one.id);
    messages.push(...next);
    const last = next.at(-1);
    if (last === undefined) return messages;
    messageId = last.id;
  }
  return messages;
}

/** Is it the first row of a transcript, or is there none at all? */
function isBeginning(first: Message | undefined): boolean {
  return first?.position === undefined || first.position.rawSeq <= FIRST_ROWS;
}

/** The mark of a reset ends one part of the history and begins the next one. */
function isContinued(last: Message | undefined, first: Message | undefined): boolean {
  if (last?.position === undefined || first?.position === undefined) return true;
  return last.position.source !== first.position.source || first.position.rawSeq <= last.position.rawSeq;
}
