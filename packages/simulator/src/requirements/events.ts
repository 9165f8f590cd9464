import { both, SEEN } from './requirement.ts';

/** What is told, and to whom. */
export const eventsRequirements = [
  both('events.chat', '§7', 'chat events: cumulative deltas, then one final with the whole text.'),
  both(
    'events.agent',
    '§7',
    'agent events: lifecycle start, assistant, usage, lifecycle end, numbered per run.',
  ),
  both('events.seq', '§7', 'The outer seq of events counts from 1 per connection without holes.'),
  both(
    'events.failed',
    '§7',
    'A refused, silent or timed-out run ends in a chat error, an aborted one in chat aborted.',
  ),
  both(
    'events.tool',
    SEEN,
    'Tool events, start and result, reach the connection that started the run, with cap tool-events, alone.',
  ),
  both(
    'events.everybody',
    '§7',
    'chat and agent events reach every reader, session.message only subscribers.',
  ),
  both('events.scoped', '§7', 'With cap session-scoped-events nothing comes without a subscription.'),
  both(
    'events.scoped.session',
    '§7',
    'sessions.messages.subscribe brings chat, agent and session.message of one session.',
  ),
  both(
    'events.scoped.all',
    '§7',
    'sessions.subscribe brings session.message of all sessions, and no chat or agent.',
  ),
  both(
    'events.message',
    '§7',
    'session.message carries the row, its id and its number, cut like the history.',
  ),

  both(
    'events.changed',
    '§7',
    'sessions.changed tells subscribers of all sessions, and nobody else, what runs begin and end.',
  ),
  both('events.changed.reset', SEEN, 'sessions.reset and sessions.delete are told with their reasons.'),
  both('events.hidden', '§7', 'Tool results and the row of a reset have no session.message.'),
  both(
    'events.new',
    SEEN,
    'chat.send of /new or /reset by an admin begins anew, and only the numbers of its rows tell it.',
  ),
  both(
    'events.inbound',
    SEEN,
    'What a person says over a channel is told with the route and with senderIsOwner, true or false.',
  ),
] as const;
