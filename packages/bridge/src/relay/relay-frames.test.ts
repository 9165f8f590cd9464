import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { CLOSES, MAX_FRAME_BYTES } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import type { FakeLink, FakePeer } from './relay.fixture.ts';
import { createTempStore } from '../store/sqlite/temp-store.fixture.ts';
import { relayWorld } from './relay-world.fixture.ts';

const { start } = relayWorld(createTempStore);

async function opened<T extends FakePeer | FakeLink>(one: T): Promise<T> {
  await once(one.ws, 'open');
  return one;
}

const OTHER_VERSION = '{"type":"hello","version":99,"threads":"in another shape"}';

describe('a socket is closed', () => {
  it.each([
    ['speaks another version', OTHER_VERSION, CLOSES.version],
    ['says something before hello', '{"type":"ping","n":1}', CLOSES.malformed],
    ['sends what is no frame instead of hello', 'GET / HTTP/1.1', CLOSES.malformed],
    ['sends bytes', Buffer.from([1, 2, 3]), CLOSES.malformed],
    ['sends more than a frame may hold', 'z'.repeat(MAX_FRAME_BYTES + 1), CLOSES.tooLarge],
  ])('when a browser or a plugin %s', async (_, data, code) => {
    const node = await start();
    for (const one of [await opened(node.peer('bob')), await opened(node.link())]) {
      one.sendRaw(data);
      expect(await one.closed).toBe(code);
    }
    expect(node.relay.sizes()).toEqual({ peers: 0, links: 0 });
    expect(node.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('when it says which version is spoken, in words', async () => {
    const node = await start();
    const peer = await opened(node.peer('bob'));
    const reason = once(peer.ws, 'close').then((all) => String(all[1]));
    peer.sendRaw(OTHER_VERSION);
    expect(await reason).toBe('This clawbridge speaks version 1, not 99. Update clawbridge.');
  });

  it('when no hello comes', async () => {
    const node = await start({ helloMs: 30 });
    expect(await node.peer('bob').closed).toBe(CLOSES.silent);
    expect(await node.link().closed).toBe(CLOSES.silent);
  });

  it('when nobody answers pings', async () => {
    const node = await start({ beatMs: 30 });
    const [dead, living] = [node.peer('bob', { autoPong: false }), node.peer('ann')];
    await dead.hello();
    await living.hello();
    await dead.closed;
    living.send({ type: 'ping', n: 1 });
    await living.next('pong');
  });

  it('when too many tabs of one user are open, or one sends without end', async () => {
    const node = await start();
    const tabs = Array.from({ length: 20 }, () => node.peer('bob'));
    for (const tab of tabs) await tab.hello();
    expect(await node.peer('bob').closed).toBe(CLOSES.busy);
    for (let n = 0; n < 600; n++) tabs[0]?.send({ type: 'ping', n });
    expect(await tabs[0]?.closed).toBe(CLOSES.busy);
    await node.peer('ann').hello();
  });
});

describe('what is no frame', () => {
  it('is refused, with the message it was to be, and ends the socket when it goes on', async () => {
    const node = await start();
    const peer = node.peer('bob');
    await peer.hello();
    peer.sendRaw('{"type":"send","cid":"c-1","thread":"UPPER","text":"x","attachments":[]}');
    expect(await peer.next('refused')).toMatchObject({
      cid: 'c-1',
      code: 'invalid_input',
      isRetryable: false,
    });
    peer.sendRaw('{');
    expect((await peer.next('refused', 2)).cid).toBeUndefined();
    peer.say(randomUUID(), 'Still here');
    await peer.next('accepted');
    for (let i = 0; i < 9; i++) peer.sendRaw('[]');
    expect(await peer.closed).toBe(CLOSES.malformed);
  });
});

describe('going down', () => {
  it('tells all that they may come back, and lets nobody in', async () => {
    const node = await start();
    const [peer, link] = [node.peer('bob'), node.link()];
    await peer.hello();
    await link.begin();
    node.relay.leave();
    expect(await peer.closed).toBe(CLOSES.leaving);
    expect(await link.closed).toBe(CLOSES.leaving);
    const late = node.peer('bob');
    expect(await late.closed).toBe(1006);
  });
});
