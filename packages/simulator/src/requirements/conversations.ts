import { both, SEEN } from './requirement.ts';

/** Sessions, their histories, and what is sent over channels. */
export const conversationsRequirements = [
  both(
    'message.sent',
    SEEN,
    'send brings a text to a recipient of a channel and answers runId = idempotencyKey, messageId, channel.',
  ),
  both(
    'message.replay',
    SEEN,
    'A key again, by anybody and at the same time too, is not sent again: the first answer. Per channel and account.',
  ),
  both('message.refused', SEEN, 'send wants a recipient, a key, a text and a channel there is.'),
  both(
    'message.queued',
    SEEN,
    'What a channel cannot deliver: UNAVAILABLE, OUTBOUND_DELIVERY_QUEUED, and the same for the key again.',
  ),
  both(
    'history.rows',
    '§6',
    'Rows have role, content, timestamp and __openclaw {id,seq,transcriptPosition}; users <key>:user.',
  ),
  both('history.unknown', '§6', 'An unknown session has no messages and is no error.'),
  both('history.limit', '§6', 'limit takes the newest rows; 0 is refused.'),
  both(
    'history.in-flight',
    '§7',
    'While a run is going its text so far is in inFlightRun; queued ones are pending inputs.',
  ),
  both(
    'history.cut',
    '§6',
    'Texts are cut at 8000 characters and marked; maxChars and chat.message.get give the whole.',
  ),
  both(
    'history.failed',
    '§6',
    'A refused run leaves a row <key>:terminal-error, an aborted one its partial text.',
  ),
  both('sessions.list', '§6', 'sessions.list shows the newest first, with status and hasActiveRun.'),

  both(
    'sessions.page',
    SEEN,
    'sessions.list pages by offset; nextOffset is null at the end. It tells its clock, ts.',
  ),
  both(
    'sessions.search',
    SEEN,
    'It searches keys, names and labels, in any case, and not the accounts of routes.',
  ),
  both('sessions.titles', '§6', 'derivedTitle and lastMessagePreview are in a list that asks for them.'),
  both(
    'sessions.describe',
    '§6',
    'sessions.describe gives one session with its route; null when nobody knows it.',
  ),
  both(
    'sessions.route',
    SEEN,
    'A route is told as deliveryContext and as lastChannel, lastTo, lastAccountId, lastThreadId.',
  ),
  both('sessions.get', '§6', 'sessions.get gives the newest rows, none for an unknown session.'),
  both('sessions.reset', SEEN, 'A reset keeps the session id; the history begins anew with the row "Reset".'),
  both('sessions.delete', SEEN, 'What is deleted is unknown; made anew, it has another session id.'),
  both('sessions.admin', SEEN, 'sessions.reset, sessions.delete and chat.inject want operator.admin.'),
  both('history.offset', '§7', 'offset counts from the newest row; with it there is no deltaCursor.'),
  both('history.raw-seq', '§7', 'seq begins anew with a reset, rawSeq only grows.'),
  both(
    'history.cursor',
    '§7',
    'A deltaCursor gives exactly the rows since, as session.message tells them, tool results too.',
  ),
  both(
    'history.cursor.reset',
    '§7',
    'A cursor from before a reset or a deletion, of another session or of nobody: kind reset and nothing else.',
  ),
  both('history.cursor.many', '§7', 'More than 200 rows behind a cursor: kind reset.'),
  both(
    'history.cursor.alone',
    SEEN,
    'A cursor does not go with offset or messageId. Without a row there is none.',
  ),
  both(
    'history.window',
    '§7',
    'messageId shows the rows around one, also before a reset, up to its row; none for an unknown one.',
  ),
  both(
    'history.owner',
    SEEN,
    'senderIsOwner is true for admins, false for other starters of agent, open for other senders.',
  ),
  both('history.media', SEEN, 'Files that came by chat.send are in __openclaw.media, without their bytes.'),
  both(
    'history.inject',
    '§6',
    'chat.inject adds a row of the assistant without a run, told as session.message.',
  ),
  both('message.files', SEEN, 'send takes mediaUrl or mediaUrls, with or without a text, and replyToId.'),
  both(
    'message.mirror',
    SEEN,
    'With a full sessionKey the session remembers what was sent, once, and its route is where it went.',
  ),
] as const;
