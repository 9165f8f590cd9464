import { randomUUID } from 'node:crypto';
import { CLOSES } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import { createTempStore } from '../store/sqlite/temp-store.fixture.ts';
import { relayWorld } from './relay-world.fixture.ts';

const { start, store } = relayWorld(createTempStore);

describe('a link', () => {
  it('gives way to a newer one of its name, and only that one gets messages', async () => {
    const node = await start();
    const [peer, older] = [node.peer('bob'), node.link()];
    await older.begin();
    await peer.hello();
    const newer = node.link();
    await newer.begin();
    expect(await older.closed).toBe(CLOSES.replaced);
    peer.say(randomUUID(), 'Hello');
    await newer.next('message');
    expect(older.of('message')).toEqual([]);
    expect(peer.of('agents').every(({ agents }) => agents[0]?.isConnected)).toBe(true);
    expect(node.relay.sizes().links).toBe(1);
  });

  it('that is cut gets again what it has not taken, in order, once it is back and ready', async () => {
    const node = await start();
    const [peer, link, thread] = [node.peer('bob'), node.link(), randomUUID()];
    await link.begin();
    await peer.hello();
    for (const text of ['One', 'Two', 'Three']) peer.say(thread, text);
    await link.next('message', 3);
    const [first] = link.of('message');
    link.taken(first?.id ?? '');
    await expect.poll(() => peer.of('entry').some(({ entry }) => entry.kind === 'delivered')).toBe(true);
    link.ws.terminate();
    await expect
      .poll(() => peer.of('agents').at(-1)?.agents)
      .toEqual([{ name: 'default', isConnected: false }]);
    peer.say(thread, 'Four');
    await peer.next('accepted', 4);
    const back = node.link();
    await back.begin();
    await back.next('message', 3);
    expect(back.of('message').map(({ text }) => text)).toEqual(['Two', 'Three', 'Four']);
    peer.say(thread, 'Five');
    expect((await back.next('message', 4)).text).toBe('Five');
    expect(back.of('message')).toHaveLength(4);
  });

  it('gets a bounded number at once, and the others when it takes them', async () => {
    const node = await start();
    const [thread, link] = [randomUUID(), node.link()];
    for (let i = 0; i < 50; i++)
      await node.chat.chatInThread({ user: 'bob', cid: `c${i}`, thread, text: `${i}`, attachments: [] });
    await link.begin();
    await link.next('message', 32);
    for (const { id } of link.of('message').slice(0, 31)) link.taken(id);
    await link.next('message', 50);
    expect(link.of('message').map(({ text }) => Number(text))).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
  });

  it('says that nobody will answer', async () => {
    const node = await start();
    const [peer, link] = [node.peer('bob'), node.link()];
    await link.begin();
    await peer.hello();
    peer.say(randomUUID(), 'Hello');
    const { id } = await link.next('message');
    link.send({ type: 'taken', id, refused: 'You are not on the list.' });
    await peer.next('entry', 2);
    expect(peer.of('entry').at(-1)?.entry).toMatchObject({
      kind: 'undeliverable',
      of: id,
      reason: 'You are not on the list.',
    });
  });

  it('has what it says written once for each nonce, also after a break', async () => {
    const node = await start();
    const [peer, link, thread] = [node.peer('bob'), node.link(), randomUUID()];
    await link.begin();
    await peer.hello();
    peer.say(thread, 'Hello');
    const { from } = await link.next('message');
    link.reply(from, 'Hi', { nonce: 'n-1' });
    link.reply(from, 'Hi', { nonce: 'n-1' });
    await link.next('ack', 2);
    link.ws.terminate();
    const back = node.link();
    await back.begin();
    back.reply(from, 'Hi', { nonce: 'n-1' });
    const ack = await back.next('ack');
    expect(new Set([...link.of('ack'), ack].map(({ id }) => id)).size).toBe(1);
    back.send({ type: 'find', ref: 7, nonce: 'n-1' });
    expect(await back.next('found')).toEqual({ type: 'found', ref: 7, id: ack.id });
    back.send({ type: 'find', ref: 8, nonce: 'n-2' });
    expect(await back.next('found', 2)).toEqual({ type: 'found', ref: 8 });
    expect((await store().threads.after(thread, 1, 10)).map(({ kind }) => kind)).toEqual(['answered']);
  });

  it('speaks to people by name, in the thread they used last, or in a new one', async () => {
    const node = await start();
    const [peer, link] = [node.peer('ann'), node.link()];
    await link.begin();
    await peer.hello();
    link.send({ type: 'resolve', ref: 1, to: 'ANNBY' });
    expect(await link.next('resolved')).toMatchObject({
      person: { user: 'ann', name: 'annby', address: 'ann' },
    });
    link.reply('annby', 'Good morning', { nonce: 'n-1' });
    const { thread } = await peer.next('entry');
    expect((await peer.next('thread')).thread.title).toBe('Good morning');
    link.reply('annby', 'Good morning', { nonce: 'n-1' });
    link.reply('ann', 'Good night', { nonce: 'n-2' });
    await link.next('ack', 3);
    await peer.next('entry', 2);
    expect(peer.seqs(thread)).toEqual([1, 2]);
    link.send({ type: 'notice', ref: 4, nonce: 'n-3', to: 'ann', text: 'Pairing code: ABC' });
    await peer.next('entry', 3);
    expect(peer.of('entry').at(-1)?.entry).toMatchObject({ kind: 'notice', text: 'Pairing code: ABC' });
  });

  it('cannot speak to nobody, nor into what is not its own', async () => {
    const node = await start();
    const [peer, link, other, thread] = [node.peer('bob'), node.link(), node.link('other'), randomUUID()];
    await link.begin();
    await other.begin();
    await peer.hello();
    peer.send({ type: 'send', cid: 'c', thread, text: 'Hello', attachments: [], link: 'default' });
    await link.next('message');
    other.reply(`bob.${thread}`, 'I am not who you asked');
    expect(await other.next('nack')).toMatchObject({ ref: 1, code: 'unknown_thread', isRetryable: false });
    other.reply(`ann.${thread}`, 'Hm');
    other.reply('carol', 'Hm');
    other.reply('no such address', 'Hm');
    await other.next('nack', 4);
    expect(Object.fromEntries(other.of('nack').map(({ ref, code }) => [ref, code]))).toEqual({
      1: 'unknown_thread',
      2: 'unknown_thread',
      3: 'unknown_user',
      4: 'unknown_user',
    });
    other.send({ type: 'resolve', ref: 9, to: 'carol' });
    expect(await other.next('resolved')).toEqual({ type: 'resolved', ref: 9 });
    other.send({
      type: 'live',
      to: `bob.${thread}`,
      live: { type: 'partial', turn: 't', at: 0, text: 'Psst' },
    });
    other.send({ type: 'find', ref: 10, nonce: 'x' });
    await other.next('found');
    expect(peer.of('live')).toEqual([]);
  });

  it('asks for approval, and hears what was decided', async () => {
    const node = await start();
    const [peer, link, thread] = [node.peer('bob'), node.link(), randomUUID()];
    await link.begin();
    await peer.hello();
    peer.say(thread, 'Clean up');
    const { from, id: turn } = await link.next('message');
    const approval = { id: 'ap-1', what: 'rm -r /tmp/x', choices: ['allow-once' as const, 'deny' as const] };
    link.send({ type: 'approval', ref: 1, nonce: 'n-1', to: from, turn, approval });
    await peer.next('entry', 2);
    expect(peer.of('entry').at(-1)?.entry).toMatchObject({ kind: 'approval', approval, turn });
    peer.send({ type: 'decide', cid: 'd-1', thread, approval: 'ap-1', decision: 'deny' });
    expect(await link.next('message', 2)).toMatchObject({ from, text: '/approve ap-1 deny' });
    const accepted = await peer.next('accepted', 2);
    expect(accepted).toMatchObject({ cid: 'd-1', seq: 3 });
    await peer.next('entry', 3);
    link.send({ type: 'decided', ref: 2, nonce: 'n-2', to: from, approval: 'ap-1', decision: 'deny' });
    expect(await link.next('ack', 2)).toMatchObject({ ref: 2, id: accepted.id });
    peer.send({ type: 'decide', cid: 'd-2', thread, approval: 'ap-1', decision: 'deny' });
    expect(await peer.next('accepted', 3)).toMatchObject({ cid: 'd-2', id: accepted.id });
    peer.send({ type: 'stop', cid: 's-1', thread });
    expect(await link.next('message', 3)).toMatchObject({ from, text: '/stop' });
    expect(link.of('message')).toHaveLength(3);
    link.ws.terminate();
    await expect.poll(() => peer.of('agents').at(-1)?.agents[0]?.isConnected).toBe(false);
    peer.send({ type: 'stop', cid: 's-2', thread });
    expect(await peer.next('refused')).toMatchObject({ cid: 's-2', isRetryable: true });
  });
});
