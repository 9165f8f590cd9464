import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ways } from './clients.ts';
import { leaveWorld, makeWorld, type World } from './gateway-world.ts';

const SESSION = 'agent:main:telegram:direct:ada';
const CONVERSATION = `openclaw://conversations/default/${encodeURIComponent(SESSION)}`;

describe.each(ways)('a client that subscribes over $name', ({ era, connect }) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
    world.gateway.seedConversation({ sessionKey: SESSION, channel: 'telegram', to: 'ada' });
  });
  afterAll(() => leaveWorld(world));

  it('hears when its conversation goes on and when its task has ended, and reads what they are now', async () => {
    const { client, close } = await connect(world.env);
    const updated: string[] = [];
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
      updated.push(params.uri);
    });
    const subscribe = async (uri: string) => {
      if (era === 'modern') await client.listen({ resourceSubscriptions: [uri] });
      else await client.subscribeResource({ uri });
    };
    const read = async (uri: string) => {
      const { contents } = await client.readResource({ uri });
      return JSON.stringify(contents);
    };

    await subscribe(CONVERSATION);
    // Listening to the gateway has only begun: what was said before that is history.
    await vi.waitFor(
      () => {
        world.gateway.receive({ sessionKey: SESSION, text: 'Are you there?', senderIsOwner: true });
        expect(updated).toContain(CONVERSATION);
      },
      { timeout: 10_000 },
    );
    expect(await read(CONVERSATION)).toContain('Are you there?');

    const { structuredContent } = await client.callTool({
      name: 'openclaw_chat_async',
      arguments: { message: '/slow 10 100' },
    });
    const task = `openclaw://tasks/${(structuredContent as { task_id: string }).task_id}`;
    await subscribe(task);
    await vi.waitFor(() => expect(updated).toContain(task), { timeout: 20_000 });
    expect(await read(task)).toContain('completed');
    await close();
  });
});
