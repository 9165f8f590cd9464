import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { OWNER } from '../../domain/principal.ts';
import { connect, ERAS } from '../connect.fixture.ts';
import { aDoor } from '../door.fixture.ts';
import type { McpDoor } from '../server.ts';

let client: Client;
afterEach(() => client.close());

describe.each(ERAS)('the prompts in the %s era', (era) => {
  const begin = async (over: Partial<McpDoor> = {}) => {
    client = await connect(aDoor({}, over), era);
  };
  const text = async (name: string, given: Record<string, string> = {}) => {
    const { messages } = await client.getPrompt({ name, arguments: given });
    const [first] = messages;
    return first?.content.type === 'text' ? first.content.text : '';
  };

  it('are three, with their arguments', async () => {
    await begin();
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name, arguments: known }) => [name, known?.map((one) => one.name)])).toEqual([
      ['catch_up', ['conversation', 'since', 'epoch', 'instance']],
      ['reply', ['conversation', 'intent', 'instance']],
      ['review_approvals', ['instance']],
    ]);
  });

  it('are those whose tools may be used', async () => {
    await begin({ principal: { ...OWNER, scopes: ['read'] } });
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['catch_up']);
    await expect(client.getPrompt({ name: 'review_approvals' })).rejects.toMatchObject({ code: -32_602 });
  });

  it('are not there without conversations', async () => {
    await begin({ tools: ['chat'] });
    expect(client.getServerCapabilities()?.prompts).toBeUndefined();
  });

  it('catch up with everything, or with one conversation from a cursor', async () => {
    await begin();
    expect(await text('catch_up')).toContain('conversations_list');
    const since = await text('catch_up', { conversation: 'agent:main:main', since: '12', instance: 'work' });
    expect(since).toContain('events_poll (after_cursor 12, session_key "agent:main:main")');
    expect(since).toContain('instance "work"');
    expect(await text('catch_up', { conversation: 'main', since: ' ' })).toContain(
      'messages_read (session_key "main")',
    );
  });

  it('send a reply only after a yes', async () => {
    await begin();
    expect(await text('reply', { conversation: 'main', intent: 'say "yes"' })).toMatch(
      /say \\"yes\\"[^]*Only when I have agreed[^]*messages_send \(session_key "main"\)/,
    );
  });

  it('ask for what is missing', async () => {
    await begin();
    await expect(
      client.getPrompt({ name: 'reply', arguments: { conversation: 'main', intent: ' ' } }),
    ).rejects.toThrow('reply needs "intent"');
  });

  it('catch up in the log whose cursor it is', async () => {
    await begin();
    expect(await text('catch_up', { since: ' 12 ', epoch: 'e"1' })).toContain(
      'events_poll (after_cursor 12, epoch "e\\"1")',
    );
  });

  it.each(['x', '-1', '1.5', '1e3', '9'.repeat(16)])('refuse %s for a cursor', async (since) => {
    await begin();
    await expect(client.getPrompt({ name: 'catch_up', arguments: { since } })).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringContaining('"since" of catch_up is a whole number'),
    });
  });

  it('leave decisions to the person', async () => {
    await begin();
    expect(await text('review_approvals')).toContain('No answer means no decision');
  });
});
