import { randomUUID } from 'node:crypto';
import { CLOSES } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import { createTempStore } from '../store/sqlite/temp-store.fixture.ts';
import { relayWorld } from './relay-world.fixture.ts';

const { startTwo } = relayWorld(createTempStore);

describe('two nodes', () => {
  it('serve a browser on one and its agent on the other', async () => {
    const [here, there] = await startTwo();
    const [peer, other, link, thread] = [here.peer('bob'), there.peer('bob'), there.link(), randomUUID()];
    await link.begin();
    await peer.hello();
    await other.hello();
    peer.say(thread, 'Hello');
    const { from, id: turn } = await link.next('message');
    link.taken(turn);
    link.send({ type: 'live', to: from, live: { type: 'partial', turn, at: 0, text: 'Hm' } });
    expect(await peer.next('live')).toMatchObject({ thread, live: { text: 'Hm' } });
    expect((await here.peer('bob').hello()).running).toMatchObject([{ thread, turn, text: 'Hm' }]);
    peer.send({ type: 'stop', cid: 's-1', thread });
    expect(await link.next('message', 2)).toMatchObject({ text: '/stop' });
    await peer.next('accepted', 2);
    link.reply(from, 'Stopped', { turn });
    await peer.next('entry', 3);
    await other.next('entry', 3);
    expect(peer.seqs(thread)).toEqual([1, 2, 3]);
    expect(other.seqs(thread)).toEqual([1, 2, 3]);
    expect((await here.peer('bob').hello()).running).toEqual([]);
    other.send({ type: 'read', thread, seq: 3 });
    await expect.poll(() => peer.of('thread').at(-1)?.thread.read).toBe(3);
    other.send({ type: 'remove', thread });
    await peer.next('removed');
  });

  it('know that a link has come and gone, and that the newest one wins wherever it came in', async () => {
    const [here, there] = await startTwo();
    const [peer, older] = [here.peer('bob'), here.link()];
    await older.begin();
    await peer.hello();
    const newer = there.link();
    await newer.begin();
    expect(await older.closed).toBe(CLOSES.replaced);
    peer.say(randomUUID(), 'Hello');
    await newer.next('message');
    expect(older.of('message')).toEqual([]);
    newer.ws.terminate();
    await expect.poll(() => peer.of('agents').at(-1)?.agents[0]?.isConnected).toBe(false);
  });

  it('turn away whoever is not welcome on both', async () => {
    const [here, there] = await startTwo();
    const peer = here.peer('bob');
    await peer.hello();
    here.revoke('bob');
    there.chat.turnAway.away('bob');
    expect(await peer.closed).toBe(CLOSES.gone);
  });
});
