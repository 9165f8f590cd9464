import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import { textOf } from '../mcp/mcp-client.fixture.ts';
import { openLateDoor } from './late-door.ts';

let home: TempHome;
let gateway: Simulator;
beforeEach(async () => {
  home = createTempHome();
  gateway = await startSimulator();
});
afterEach(async () => {
  await gateway.stop();
  home.discard();
});

async function openDoor(principal = 'owner') {
  const config = await home.read({
    OPENCLAW_URL: gateway.httpUrl,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
    CLAWBRIDGE_LOG_LEVEL: 'silent',
    CLAWBRIDGE_XIAOZHI: JSON.stringify([
      { name: 'den', url: 'ws://127.0.0.1:1/mcp/?token=a', tools: ['chat'], principal },
    ]),
  });
  const door = openLateDoor(config);
  const [settings] = config.xiaozhi;
  if (settings === undefined) throw new Error('no endpoint');
  const server = door.serverMaker(settings)((_id, act) => act(), {});
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'device', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
  await Promise.all([server.connect(far), client.connect(near)]);
  return { door, client };
}

it('opens a bridge only once somebody asks, who is then answered', async () => {
  const { door, client } = await openDoor();
  expect((await client.listTools()).tools).toHaveLength(7);
  expect(existsSync(join(home.folder, 'state.db'))).toBe(false);
  const asked = await client.callTool({ name: 'openclaw_chat', arguments: { message: 'are you there' } });
  expect(textOf(asked)).toContain('ECHO: are you there');
  expect(existsSync(join(home.folder, 'state.db'))).toBe(true);
  await client.close();
  await door.close();
});

it('offers tools and nothing else, and to other people no more than asking', async () => {
  const { door, client } = await openDoor('ann');
  expect(client.getServerCapabilities()).toEqual({ tools: { listChanged: false } });
  expect((await client.callTool({ name: 'openclaw_status', arguments: {} })).isError).not.toBe(true);
  await client.close();
  await door.close();
});

it('says so when there is nothing to answer with', async () => {
  home.write('state.db', 'no database');
  const { door, client } = await openDoor();
  const asked = await client.callTool({ name: 'openclaw_chat', arguments: { message: 'hello' } });
  expect(asked.isError).toBe(true);
  await client.close();
  await door.close();
});
