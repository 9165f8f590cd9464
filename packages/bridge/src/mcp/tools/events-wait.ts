import * as z from 'zod';
import { pickAllowed } from '../../domain/allowed-instance.ts';
import { BEGINS_TWICE, beginsOnce, eventFilter, hearRequest } from './conversation-fields.ts';
import { event, eventView, place, placeView } from './event-view.ts';
import { defineTool } from './tool.ts';
import { withJson } from './with-json.ts';

const DEFAULT_TIMEOUT_MS = 30_000;

/** As long as `openclaw mcp serve` waits. */
const LONGEST_MS = 300_000;

export const eventsWait = defineTool({
  name: 'events_wait',
  title: 'Wait for the next event',
  description:
    'Waits for the next event after a cursor and answers as soon as there is one: the answer of a person, an approval, the end of a task. ' +
    'Without a cursor that is the oldest one kept; to wait for what has not happened yet begin with only_new. ' +
    'Narrow it with session_key or types. A timeout is no error: wait again with next_cursor and its epoch. To catch up on many events use events_poll.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: () =>
    z
      .object({
        ...eventFilter(),
        timeout_ms: z
          .int()
          .min(1)
          .max(LONGEST_MS)
          .optional()
          .describe(`How many milliseconds to wait at most. Default ${DEFAULT_TIMEOUT_MS}.`),
      })
      .refine(beginsOnce, BEGINS_TWICE),
  output: answer,
  async run(verbs, input, { principal, gone }) {
    const heard = await verbs.hear.wait({
      ...hearRequest(input, principal),
      timeoutMs: input.timeout_ms ?? DEFAULT_TIMEOUT_MS,
      signal: gone,
    });
    const [first] = heard.events;
    return {
      event: first === undefined ? null : eventView(first, pickAllowed(verbs.instances, principal).name),
      ...placeView(heard),
    };
  },
  text: (output) => withJson(head(output), output),
});

function answer() {
  return z.object({
    event: event().nullable().describe('Null when nothing happened in time, or only a gap was found.'),
    ...place(),
  });
}

function head({ event: found, gap }: z.input<ReturnType<typeof answer>>): string {
  if (found !== null) return `event ${found.cursor}`;
  return gap === undefined ? 'timeout' : `event gap before ${gap.oldest_available_cursor}`;
}
