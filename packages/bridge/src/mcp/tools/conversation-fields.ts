import * as z from 'zod';
import { APPROVAL_KINDS, DECISIONS } from '../../domain/approval.ts';
import { EVENT_TYPES } from '../../domain/event.ts';

/**
 * The fields of the conversations set. Names and bounds are those of `openclaw mcp serve`, and its inputs ignore fields
 * they do not know, as it does: its clients work here unchanged. Source: openclaw 2026.9.6.
 */

export const sessionKey = () =>
  z.string().min(1).describe('Key of the conversation: the sessionKey that conversations_list shows.');

/** A filter; an empty one filters nothing. */
const onlySession = () =>
  z.string().optional().describe('Only what belongs to the conversation with this sessionKey.');

export const messageId = () =>
  z.string().min(1).describe('Id of a message, from messages_read or from an event.');

export const onlyInstance = () =>
  z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Only of this OpenClaw instance: the name other answers show. Leave it out for all of them.');

export const approvalKind = () => z.enum(APPROVAL_KINDS);

export const decision = () => z.enum(DECISIONS);

/** What all tools that read the event log take. */
export const eventFilter = () => ({
  after_cursor: z
    .int()
    .min(0)
    .optional()
    .describe('The next_cursor of the answer before. Default 0: from the oldest event there is.'),
  session_key: onlySession(),
  instance: onlyInstance(),
  epoch: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('The epoch that came with after_cursor: a cursor means nothing in another log.'),
  types: z.array(z.enum(EVENT_TYPES)).min(1).optional().describe('Only events of these types.'),
  include_raw: z
    .boolean()
    .optional()
    .describe('Also what the gateway told, word for word: several kB for each event. Default false.'),
});

/** An empty filter was always none. */
export function unlessEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
