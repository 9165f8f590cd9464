import * as z from 'zod';
import { APPROVAL_KINDS, DECISIONS } from '../../domain/approval.ts';
import { EVENT_TYPES, type EventType } from '../../domain/event.ts';
import type { Principal } from '../../domain/principal.ts';
import type { HearRequest } from '../../usecases/hear.ts';

/**
 * The fields of the conversations set. Names and bounds are those of `openclaw mcp serve`, and its inputs ignore fields
 * they do not know, as it does, except misspelt ones: its clients work here unchanged. Source: openclaw 2026.9.6.
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
    .describe('The next_cursor of the answer before. Without it: from the oldest event that is kept.'),
  only_new: z
    .boolean()
    .optional()
    .describe('In place of a cursor: begin now, and ignore what happened before. Default false.'),
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

export interface EventFilter extends Beginning {
  readonly session_key?: string | undefined;
  readonly instance?: string | undefined;
  readonly epoch?: string | undefined;
  readonly types?: readonly EventType[] | undefined;
  readonly include_raw?: boolean | undefined;
}

/** What such a filter asks for. */
export function hearRequest(filter: EventFilter, principal: Principal): HearRequest {
  return {
    principal,
    after: filter.after_cursor ?? 0,
    onlyNew: filter.only_new ?? false,
    epoch: filter.epoch,
    sessionKey: unlessEmpty(filter.session_key),
    instance: filter.instance,
    types: filter.types,
    withRaw: filter.include_raw ?? false,
  };
}

interface Beginning {
  readonly after_cursor?: number | undefined;
  readonly only_new?: boolean | undefined;
}

/** A cursor says where to begin, and so does `only_new`. */
export function beginsOnce({ after_cursor = 0, only_new = false }: Beginning): boolean {
  return !only_new || after_cursor === 0;
}

/** Said of an input that does not. */
export const BEGINS_TWICE = 'only_new begins now: leave after_cursor out.';

/** An empty filter was always none. */
export function unlessEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
