import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../domain/port/store.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { startRelay, type NodeOptions, type RelayNode } from './relay.fixture.ts';

let temp: TempStore;
let store: Store;
let nodes: RelayNode[] = [];

beforeEach(async () => {
  temp = createTempStore();
  store = temp.open();
  for (const id of ['bob', 'ann']) await store.webUsers.add({ id, name: `${id}by`, createdAt: 1 });
});
afterEach(async () => {
  for (const node of nodes) await node.close();
  nodes = [];
  await temp.discard();
});

async function start(options?: NodeOptions, on = store): Promise<RelayNode> {
  const node = await startRelay(on, options);
  nodes.push(node);
  return node;
}

describe('a message', () => {
  it('goes to the agent and its answer comes back', async () => {
    const node = await start();
    const [peer, link, thread] = [node.peer('bob'), node.link(), randomUUID()];
    await link.begin();
    const welcome = await peer.hello();
    expect(welcome).toMatchObject({
      person: { id: 'bob' },
      agents: [{ name: 'default', isConnected: true }],
    });
    peer.say(thread, 'Hello', 'cid-1');
    const { id } = await peer.next('accepted');
    const message = await link.next('message');
    expect(message).toMatchObject({ id, user: 'bob', name: 'bobby', from: `bob.${thread}`, text: 'Hello' });
    link.taken(id);
    link.reply(message.from, 'Hi Bob', { turn: id });
    expect(await link.next('ack')).toMatchObject({ ref: 1 });
    await peer.next('entry', 3);
    expect(peer.of('entry').map(({ entry }) => entry.kind)).toEqual(['said', 'delivered', 'answered']);
    expect(peer.seqs(thread)).toEqual([1, 2, 3]);
    await expect
      .poll(() => peer.of('thread').at(-1)?.thread)
      .toMatchObject({ id: thread, title: 'Hello', newest: 3, unread: 1, preview: 'Hi Bob' });
  });
});
