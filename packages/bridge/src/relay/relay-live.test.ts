import { randomUUID } from 'node:crypto';
import { CLOSES, type Live } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import type { RelayNode } from './relay.fixture.ts';
import { createTempStore } from '../store/sqlite/temp-store.fixture.ts';
import { relayWorld } from './relay-world.fixture.ts';

const { start } = relayWorld(createTempStore);

/** Somebody has asked something, and the agent is at it. */
async function asked(node: RelayNode) {
  const [peer, link, thread] = [node.peer('bob'), node.link(), randomUUID()];
  await link.begin();
  await peer.hello();
  peer.say(thread, 'Hello');
  const { from, id: turn } = await link.next('message');
  const show = (live: Live) => link.send({ type: 'live', to: from, live });
  return { peer, link, thread, from, turn, show };
}

describe('what happens in a turn', () => {
  it('is seen as it happens, and by whoever comes in the middle', async () => {
    const node = await start();
    const { peer, link, thread, from, turn, show } = await asked(node);
    show({ type: 'typing', on: true });
    show({ type: 'partial', turn, at: 0, text: 'Let me' });
    show({ type: 'partial', turn, at: 4, text: 'us look' });
    show({ type: 'tool', turn, tool: { id: 't1', name: 'exec', title: 'Exec ls', status: 'running' } });
    await peer.next('live', 4);
    const late = node.peer('bob');
    expect((await late.hello()).running).toEqual([
      {
        thread,
        turn,
        text: 'Let us look',
        tools: [{ id: 't1', name: 'exec', title: 'Exec ls', status: 'running' }],
      },
    ]);
    link.reply(from, 'There it is', { turn });
    await late.next('entry');
    expect(late.of('entry')[0]?.entry).toMatchObject({
      kind: 'answered',
      turn,
      tools: [{ id: 't1', status: 'completed' }],
    });
    expect((await node.peer('bob').hello()).running).toEqual([]);
  });

  it('ends when the link goes away, and what was done is kept for the answer', async () => {
    const node = await start();
    const { peer, link, from, turn, show } = await asked(node);
    show({ type: 'tool', turn, tool: { id: 't1', name: 'exec', title: 'Exec ls', status: 'completed' } });
    await peer.next('live');
    link.ws.terminate();
    expect(await peer.next('live', 2)).toMatchObject({ live: { type: 'ended', turn } });
    const back = node.link();
    await back.begin();
    back.reply(from, 'Done', { turn });
    await expect
      .poll(() => peer.of('entry').map(({ entry }) => entry))
      .toContainEqual(
        expect.objectContaining({ text: 'Done', tools: [expect.objectContaining({ id: 't1' })] }),
      );
  });

  it('is left out for a slow reader, who gets the answer whole as soon as he reads', async () => {
    const node = await start();
    const { link, from, show, turn } = await asked(node);
    const watcher = node.peer('bob');
    await watcher.hello();
    watcher.ws.pause();
    const piece = 'x'.repeat(100_000);
    for (let i = 0; i < 200; i++) show({ type: 'partial', turn, at: 0, text: `${piece}${i}` });
    // What is said of one thread is dealt with in order.
    link.send({ type: 'resolve', ref: 1, to: from });
    await link.next('resolved');
    watcher.ws.resume();
    await expect
      .poll(() => {
        show({ type: 'partial', turn, at: piece.length, text: 'end' });
        const last = watcher.of('live').at(-1)?.live;
        return last?.type === 'partial' && `${last.at}:${last.text.slice(-3)}`;
      })
      .toMatch(/:end$/);
    const seen = watcher.of('live').map(({ live }) => live);
    expect(seen.length).toBeLessThan(200);
    expect(seen.find((live) => live.type === 'partial' && live.text.endsWith('end'))).toEqual({
      type: 'partial',
      turn,
      at: 0,
      text: `${piece}end`,
    });
  });

  it('does not fill this process with what nobody reads', async () => {
    const node = await start();
    const { peer, link, from } = await asked(node);
    const sleeper = node.peer('bob');
    await sleeper.hello();
    sleeper.ws.pause();
    const text = 'y'.repeat(140_000);
    for (let i = 0; i < 150; i++) link.reply(from, text, { nonce: `n-${i}` });
    await link.next('ack', 150);
    await peer.next('entry', 151);
    sleeper.ws.resume();
    expect(await sleeper.closed).toBe(CLOSES.busy);
    expect(peer.ws.readyState).toBe(peer.ws.OPEN);
  });
});
