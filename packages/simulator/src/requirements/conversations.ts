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
] as const;
