import * as z from 'zod';
import { pickAllowed } from '../../domain/allowed-instance.ts';
import { MAX_ANSWER_CHARS } from './answer-size.ts';
import { BEGINS_TWICE, beginsOnce, eventFilter, hearRequest } from './conversation-fields.ts';
import { eventLine, eventLines } from './event-lines.ts';
import { event, eventView, place, placeView, type EventView } from './event-view.ts';
import { defineTool } from './tool.ts';

const DEFAULT_LIMIT = 20;

export const eventsPoll = defineTool({
  name: 'events_poll',
  title: 'Look what happened',
  description:
    'Tells what happened after a cursor: messages people and agents said, approvals requested and decided, tasks that ended. ' +
    'Nothing is consumed. Without a cursor it begins with the oldest event that is kept, with only_new it tells the cursor of now. ' +
    'Go on with next_cursor, and pass the epoch of the same answer with it; a gap means that events were lost to you. ' +
    'To wait for what has not happened yet use events_wait; for older messages of one conversation use messages_read.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: () =>
    z
      .object({
        ...eventFilter(),
        limit: z.int().min(1).max(200).optional().describe(`How many at most. Default ${DEFAULT_LIMIT}.`),
      })
      .refine(beginsOnce, BEGINS_TWICE),
  output: () =>
    z.object({
      events: z.array(event()),
      ...place(),
      has_more: z.boolean().describe('There are more: ask again with next_cursor.'),
    }),
  async run(verbs, input, { principal }) {
    const instance = pickAllowed(verbs.instances, principal).name;
    const heard = await verbs.hear.poll({
      ...hearRequest(input, principal),
      limit: input.limit ?? DEFAULT_LIMIT,
      size: { max: MAX_ANSWER_CHARS, of: (event) => lengthOf(eventView(event, instance)) },
    });
    return {
      events: heard.events.map((event) => eventView(event, instance)),
      ...placeView(heard),
      has_more: heard.hasMore,
    };
  },
  text({ events, ...rest }) {
    const told = events.length === 0 ? [] : [eventLines(events)];
    return [`events: ${events.length}`, ...told, JSON.stringify(rest)].join('\n\n');
  },
});

/** As data, and as a line of text within JSON. */
function lengthOf(view: EventView): number {
  return JSON.stringify(view).length + JSON.stringify(eventLine(view)).length;
}
