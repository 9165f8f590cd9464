import { describe, it } from 'vitest';
import { leaveWorld, makeWorld } from './gateway-world.ts';
import { rawWays } from './raw-client.ts';

describe.concurrent('a bridge that is killed with -9 after it gave a handle', () => {
  it.for(rawWays)('leaves the answer to the next one, over $name', async (way, { expect }) => {
    const world = await makeWorld();
    const message = '/slow 40 100';
    const turns = () => world.gateway.turns.filter((turn) => turn.message === message);
    const first = await way.connect(world.env);
    const { result: handle } = await first.request('tools/call', {
      name: 'openclaw_chat',
      arguments: { message },
    });
    const { taskId } = handle ?? {};
    await expect.poll(() => turns()[0]?.status).toBe('running');
    await first.end('SIGKILL');

    const second = await way.connect(world.env);
    const get = async () => (await second.request('tasks/get', { taskId })).result;
    expect(await get()).toMatchObject({ taskId, status: 'working' });
    await expect.poll(get, { timeout: 25_000, interval: 200 }).toMatchObject({
      status: 'completed',
      result: { structuredContent: { reply: expect.stringMatching(/^w0 .* w39$/) } },
    });
    expect(turns()).toHaveLength(1);
    await second.end();
    await leaveWorld(world);
  });
});
