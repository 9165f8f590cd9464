import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { CLOSES, MAX_REPLAY } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import { createTempStore } from '../store/sqlite/temp-store.fixture.ts';
import { relayWorld } from './relay-world.fixture.ts';
import type { RelayNode } from './relay.fixture.ts';

const { start, store } = relayWorld(createTempStore);

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

  it('is said once, however often it is sent', async () => {
    const node = await start();
    const [peer, thread] = [node.peer('bob'), randomUUID()];
    await peer.hello();
    for (let i = 0; i < 3; i++) peer.say(thread, 'Hello', 'cid-1');
    await peer.next('accepted', 3);
    expect(new Set(peer.of('accepted').map(({ id }) => id)).size).toBe(1);
    expect(await store().threads.after(thread, 0, 10)).toHaveLength(1);
  });

  it('is seen in all tabs of its user, and by nobody else', async () => {
    const node = await start();
    const tabs = [node.peer('bob'), node.peer('bob'), node.peer('bob')];
    const [ann, thread] = [node.peer('ann'), randomUUID()];
    for (const peer of [...tabs, ann]) await peer.hello();
    tabs[0]?.say(thread, 'Hello');
    for (const tab of tabs) expect(await tab.next('entry')).toMatchObject({ thread, entry: { seq: 1 } });
    expect(node.relay.sizes()).toEqual({ peers: 4, links: 0 });
    ann.say(randomUUID(), 'Mine');
    await ann.next('entry');
    expect(ann.of('entry')).toHaveLength(1);
  });

  it('cannot be said into the thread of somebody else', async () => {
    const node = await start();
    const [bob, ann, thread] = [node.peer('bob'), node.peer('ann'), randomUUID()];
    await bob.hello();
    await ann.hello();
    bob.say(thread, 'Mine');
    await bob.next('accepted');
    ann.say(thread, 'Not mine', 'cid-9');
    expect(await ann.next('refused')).toMatchObject({
      cid: 'cid-9',
      code: 'unknown_thread',
      isRetryable: false,
    });
    ann.send({ type: 'resume', thread, seq: 0 });
    ann.send({ type: 'read', thread, seq: 1 });
    ann.send({ type: 'rename', thread, title: 'Ha' });
    await ann.next('refused', 4);
    expect(ann.of('entry')).toEqual([]);
    expect(await store().threads.thread(thread)).toMatchObject({ title: 'Mine', read: 0 });
  });

  it('is refused when there is nothing in it, when a file is not there, and when there are too many', async () => {
    const node = await start();
    const [peer, thread] = [node.peer('bob'), randomUUID()];
    await peer.hello();
    peer.say(thread, '  ', 'c-empty');
    expect(await peer.next('refused')).toMatchObject({ cid: 'c-empty', code: 'invalid_input' });
    peer.send({ type: 'send', cid: 'c-file', thread, text: '', attachments: ['nowhere'] });
    expect(await peer.next('refused', 2)).toMatchObject({ cid: 'c-file', code: 'unknown_upload' });
    for (let i = 0; i < 59; i++) peer.say(thread, `${i}`, `c-${i}`);
    const refused = await peer.next('refused', 3);
    expect(refused).toMatchObject({ code: 'too_many', isRetryable: true, cid: 'c-58' });
  });

  it('may be as long as frames allow', async () => {
    const node = await start();
    const [peer, link, thread] = [node.peer('bob'), node.link(), randomUUID()];
    await link.begin();
    await peer.hello();
    const text = '\u6771'.repeat(150_000);
    peer.say(thread, text);
    expect((await link.next('message')).text).toBe(text);
    peer.say(thread, `${text}!`, 'too-long');
    expect(await peer.next('refused')).toMatchObject({ cid: 'too-long', code: 'invalid_input' });
  });
});

describe('who comes back', () => {
  it('is told what he missed, and nothing twice', async () => {
    const node = await start();
    const [peer, thread, other] = [node.peer('bob'), randomUUID(), randomUUID()];
    const { epoch } = await peer.hello();
    peer.say(thread, 'One');
    peer.say(other, 'Else');
    await peer.next('accepted', 2);
    peer.ws.terminate();
    for (const text of ['Two', 'Three'])
      await node.chat.chatInThread({ user: 'bob', cid: text.toLowerCase(), thread, text, attachments: [] });
    const again = node.peer('bob');
    await again.hello(epoch, [
      { id: thread, seq: 1 },
      { id: other, seq: 1 },
    ]);
    await again.next('entry', 2);
    again.say(thread, 'Four');
    await again.next('entry', 3);
    expect(again.seqs(thread)).toEqual([2, 3, 4]);
    expect(again.seqs(other)).toEqual([]);
  });

  it('reads anew what he knows of another log, what he missed too much of, and is told what is gone', async () => {
    const node = await start();
    const thread = randomUUID();
    for (let i = 0; i <= MAX_REPLAY; i++)
      await node.chat.chatInThread({ user: 'bob', cid: `c${i}`, thread, text: `${i}`, attachments: [] });
    const epoch = await store().threads.epoch();
    const stranger = node.peer('bob');
    await stranger.hello('another', [{ id: thread, seq: 1 }]);
    expect(await stranger.next('reset')).toMatchObject({ thread });
    const late = node.peer('bob');
    await late.hello(epoch, [
      { id: thread, seq: 0 },
      { id: 'gone', seq: 4 },
      { id: 'not-begun', seq: 0 },
    ]);
    expect(await late.next('reset')).toMatchObject({ thread });
    expect(await late.next('removed')).toMatchObject({ thread: 'gone' });
    const recent = node.peer('bob');
    await recent.hello(epoch, [{ id: thread, seq: 1 }]);
    await recent.next('entry', MAX_REPLAY);
    expect(recent.seqs(thread)).toEqual(Array.from({ length: MAX_REPLAY }, (_, i) => i + 2));
    expect(late.of('removed')).toHaveLength(1);
  });

  it('may ask for what is missing', async () => {
    const node = await start();
    const thread = randomUUID();
    for (const cid of ['a', 'b', 'c'])
      await node.chat.chatInThread({ user: 'bob', cid, thread, text: cid, attachments: [] });
    const peer = node.peer('bob');
    await peer.hello();
    peer.send({ type: 'resume', thread, seq: 1 });
    await peer.next('entry', 2);
    expect(peer.seqs(thread)).toEqual([2, 3]);
  });

  it('misses nothing that is said while he is told what he missed', async () => {
    const node = await start();
    const [thread, peer] = [randomUUID(), node.peer('bob')];
    const say = (i: number) =>
      node.chat.chatInThread({ user: 'bob', cid: `c${i}`, thread, text: `${i}`, attachments: [] });
    for (let i = 1; i <= 100; i++) await say(i);
    const epoch = await store().threads.epoch();
    const saying = Promise.all(Array.from({ length: 50 }, (_, i) => say(101 + i)));
    await peer.hello(epoch, [{ id: thread, seq: 10 }]);
    await saying;
    await expect.poll(() => peer.seqs(thread).at(-1)).toBe(150);
    const seen = peer.seqs(thread).filter((seq, at, all) => all.indexOf(seq) === at);
    expect(seen).toEqual(Array.from({ length: 140 }, (_, i) => i + 11));
  });
});

describe('who is told a lot', () => {
  /** As much as 40 of the longest messages are in bytes. */
  async function sayMuch(node: RelayNode, thread: string): Promise<void> {
    const text = '\u6771'.repeat(150_000);
    for (let i = 0; i < 40; i++)
      await node.chat.chatInThread({ user: 'bob', cid: `c${i}`, thread, text, attachments: [] });
  }

  it('is not taken for somebody who does not read, whatever else is said meanwhile', async () => {
    const node = await start();
    const [peer, thread, other] = [node.peer('bob'), randomUUID(), randomUUID()];
    await sayMuch(node, thread);
    await peer.hello(await store().threads.epoch(), [{ id: thread, seq: 0 }]);
    for (let i = 0; peer.seqs(thread).length < 40 && peer.ws.readyState === peer.ws.OPEN; i++)
      await node.chat.chatInThread({ user: 'bob', cid: `o${i}`, thread: other, text: 'Hi', attachments: [] });
    expect(peer.seqs(thread)).toHaveLength(40);
  });

  it('and reads nothing of it is cut off, although he is not listened to', async () => {
    const node = await start({ beatMs: 100 });
    const [peer, thread] = [node.peer('bob'), randomUUID()];
    await sayMuch(node, thread);
    await peer.hello();
    peer.ws.pause();
    for (let i = 0; i < 17; i++) peer.send({ type: 'resume', thread, seq: 0 });
    await expect.poll(() => node.relay.sizes().peers, { timeout: 5_000 }).toBe(0);
  });
});

describe('the threads of a user', () => {
  it('are renamed, read and removed in all tabs', async () => {
    const node = await start();
    const [one, other, link, thread] = [node.peer('bob'), node.peer('bob'), node.link(), randomUUID()];
    await link.begin();
    await one.hello();
    await other.hello();
    one.say(thread, 'Hello');
    link.reply((await link.next('message')).from, 'Hi');
    await expect.poll(() => other.of('thread').at(-1)?.thread.unread).toBe(1);
    one.send({ type: 'read', thread, seq: 2 });
    await expect.poll(() => other.of('thread').at(-1)?.thread).toMatchObject({ unread: 0, read: 2 });
    one.send({ type: 'rename', thread, title: ' Dinner\nplans ' });
    await expect.poll(() => other.of('thread').at(-1)?.thread.title).toBe('Dinner plans');
    one.send({ type: 'remove', thread });
    expect(await other.next('removed')).toMatchObject({ thread });
    one.say(thread, 'Again');
    expect(await one.next('refused')).toMatchObject({ code: 'unknown_thread' });
  });
});

describe('whoever is not welcome any more', () => {
  it('is turned away at once when it is said', async () => {
    const node = await start();
    const [bob, ann] = [node.peer('bob'), node.peer('ann')];
    await bob.hello();
    await ann.hello();
    node.revoke('bob');
    node.chat.turnAway.away('bob');
    expect(await bob.closed).toBe(CLOSES.gone);
    ann.send({ type: 'ping', n: 7 });
    expect(await ann.next('pong')).toEqual({ type: 'pong', n: 7 });
  });

  it('says nothing any more, although his end of the socket stays open', async () => {
    const node = await start();
    const [bob, thread] = [node.peer('bob'), randomUUID()];
    await bob.hello();
    const socket = await handshake(bob.ws.url);
    socket.write(masked({ type: 'hello', version: 1, threads: [] }));
    await heard(socket, '"welcome"');
    node.revoke('bob');
    node.chat.turnAway.away('bob');
    await heard(socket, 'Not welcome any more.');
    socket.write(masked({ type: 'send', cid: 'late', thread, text: 'Too late', attachments: [] }));
    socket.end();
    await once(socket, 'close');
    await node.relay.close();
    expect(await store().threads.thread(thread)).toBeUndefined();
  });

  it('is turned away soon in any case, a plugin too', async () => {
    const node = await start({ beatMs: 50 });
    const [bob, link] = [node.peer('bob'), node.link()];
    await bob.hello();
    await link.begin();
    node.revoke('bob');
    node.revoke('default');
    expect(await bob.closed).toBe(CLOSES.gone);
    expect(await link.closed).toBe(CLOSES.gone);
  });
});

/** A WebSocket whose client keeps to no rule. */
async function handshake(address: string): Promise<Socket> {
  const { hostname, port, pathname } = new URL(address);
  const socket = connect(Number(port), hostname);
  const key = Buffer.alloc(16).toString('base64');
  socket.write(
    `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  await heard(socket, '101 Switching Protocols');
  return socket;
}

async function heard(socket: Socket, text: string): Promise<void> {
  for (let got = ''; !got.includes(text);) {
    const [data] = (await once(socket, 'data')) as [Buffer];
    got += data.toString('latin1');
  }
}

/** A text frame, masked with zeros. */
function masked(frame: object): Buffer {
  const text = Buffer.from(JSON.stringify(frame));
  const head = text.length < 126 ? [text.length | 0x80] : [126 | 0x80, text.length >> 8, text.length & 0xff];
  return Buffer.concat([Buffer.of(0x81, ...head, 0, 0, 0, 0), text]);
}
