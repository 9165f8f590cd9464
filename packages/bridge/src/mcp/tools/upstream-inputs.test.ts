import { describe, expect, it } from 'vitest';
import { inputSchema } from '../schema.ts';
import { conversationsSet } from './conversations-set.ts';

/** What `openclaw mcp serve` takes and refuses. Source: openclaw 2026.9.6. */
const INTEGER = (min: number, max: number) => ({
  taken: [min, max],
  refused: [min - 1, max + 1, min + 0.5, String(min), null],
});
const TEXT = { taken: ['', 'x'], refused: [1, null, ['x']] };
const NAME = { taken: ['x', 'a b'], refused: ['', 1, null] };
const FLAG = { taken: [true, false], refused: ['true', 1, null] };
const CURSOR = INTEGER(0, Number.MAX_SAFE_INTEGER);

interface Values {
  readonly taken: readonly unknown[];
  readonly refused: readonly unknown[];
}

const TOOLS: Readonly<
  Record<string, { least: object; required?: readonly string[]; fields: Record<string, Values> }>
> = {
  conversations_list: {
    least: {},
    fields: {
      limit: INTEGER(1, 500),
      search: TEXT,
      channel: TEXT,
      includeDerivedTitles: FLAG,
      includeLastMessage: FLAG,
    },
  },
  conversation_get: {
    least: { session_key: 'x' },
    required: ['session_key'],
    fields: { session_key: NAME },
  },
  messages_read: {
    least: { session_key: 'x' },
    required: ['session_key'],
    fields: { session_key: NAME, limit: INTEGER(1, 200) },
  },
  attachments_fetch: {
    least: { session_key: 'x', message_id: 'm' },
    required: ['session_key', 'message_id'],
    fields: { session_key: NAME, message_id: NAME, limit: INTEGER(1, 200) },
  },
  events_poll: {
    least: {},
    fields: { after_cursor: CURSOR, session_key: TEXT, limit: INTEGER(1, 200) },
  },
  events_wait: {
    least: {},
    fields: { after_cursor: CURSOR, session_key: TEXT, timeout_ms: INTEGER(1, 300_000) },
  },
  messages_send: {
    least: { session_key: 'x', text: 'hi' },
    required: ['session_key', 'text'],
    fields: { session_key: NAME, text: NAME },
  },
  permissions_list_open: { least: {}, fields: {} },
  permissions_respond: {
    least: { kind: 'exec', id: 'a', decision: 'deny' },
    // Without a decision the person is asked.
    required: ['kind', 'id'],
    fields: {
      kind: { taken: ['exec', 'plugin'], refused: ['Exec', '', 1, null] },
      id: NAME,
      decision: { taken: ['allow-once', 'allow-always', 'deny'], refused: ['allow', '', 1, null] },
    },
  },
};

describe.each(conversationsSet.map((tool) => [tool.name, tool] as const))('%s', (name, tool) => {
  const { least = {}, required = [], fields = {} } = TOOLS[name] ?? {};
  const schema = inputSchema(tool.input)['~standard'];
  const takes = async (input: unknown) => (await schema.validate(input)).issues === undefined;

  it('is one of the tools of `openclaw mcp serve`', () => {
    expect(Object.keys(TOOLS)).toContain(name);
  });

  it('takes what must be said alone, and fields nobody knows', async () => {
    expect(await takes(least)).toBe(true);
    expect(await takes({ ...least, nobody_knows: 1 })).toBe(true);
  });

  it('refuses a field that is a misspelt one', async () => {
    for (const field of Object.keys(fields))
      expect([field, await takes({ ...least, [`${field}x`]: 1 })]).toEqual([field, false]);
  });

  it('takes and refuses the same values', async () => {
    for (const [field, { taken, refused }] of Object.entries(fields)) {
      for (const value of taken)
        expect([field, value, await takes({ ...least, [field]: value })]).toEqual([field, value, true]);
      for (const value of refused)
        expect([field, value, await takes({ ...least, [field]: value })]).toEqual([field, value, false]);
    }
  });

  it('asks for the same fields', async () => {
    for (const field of required)
      expect([field, await takes({ ...least, [field]: undefined })]).toEqual([field, false]);
  });
});
