import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { connectClient } from '../mcp-client.fixture.ts';
import { CHAT_TOOLS, CONVERSATION_TOOLS } from './tool-names.fixture.ts';
import type { ToolSetName } from './tool-set-names.ts';

let client: Client;
afterEach(() => client.close());

async function offered(...sets: ToolSetName[]) {
  client = await connectClient({}, { tools: sets });
  return (await client.listTools()).tools;
}

const names = (tools: Awaited<ReturnType<typeof offered>>) => tools.map(({ name }) => name);

describe('the sets of tools', () => {
  it('are offered together', async () => {
    expect(names(await offered('chat', 'conversations'))).toEqual([...CHAT_TOOLS, ...CONVERSATION_TOOLS]);
  });

  it.each<[ToolSetName, readonly string[], RegExp]>([
    ['chat', CHAT_TOOLS, /conversations?_|messages_|events_|permissions_/],
    // A model would look in vain for a tool of the other set.
    ['conversations', CONVERSATION_TOOLS, /openclaw_(chat|status|instances|task)/],
  ])('are offered alone: %s, and name no tool of the other one', async (set, expected, others) => {
    const tools = await offered(set);
    expect(names(tools)).toEqual(expected);
    expect(`${JSON.stringify(tools)} ${client.getInstructions()}`).not.toMatch(others);
  });
});

it('each tool has a title, a description, all annotations and both schemas, and describes its fields', async () => {
  for (const tool of await offered('chat', 'conversations')) {
    expect(tool.title, tool.name).toBeTruthy();
    expect(tool.description, tool.name).toBeTruthy();
    expect(tool.outputSchema?.type, tool.name).toBe('object');
    expect(tool.inputSchema.type, tool.name).toBe('object');
    // The other set ignores what it does not know, as `openclaw mcp serve` does.
    if (CHAT_TOOLS.includes(tool.name))
      expect(tool.inputSchema['additionalProperties'], tool.name).toBe(false);
    expect(Object.keys(tool.annotations ?? {}).toSorted(), tool.name).toEqual(
      ['title', 'readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'].toSorted(),
    );
    for (const field of Object.values(tool.inputSchema.properties ?? {}))
      expect(field, tool.name).toHaveProperty('description');
  }
});
