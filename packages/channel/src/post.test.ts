import { describe, expect, it } from 'vitest';
import { createSteppedClock } from '../../wire/src/stepped-clock.fixture.ts';
import type { RelayLink } from './link.ts';
import { createOutbox } from './outbox.ts';
import { aFolder, aParcel } from './parcel.fixture.ts';
import { createPost, type PostOptions } from './post.ts';
import { Refusal } from './refusal.ts';

const LINK: RelayLink = {
  isOpen: () => true,
  socket: () => LINK,
  ask: () => Promise.reject(new Error('nobody asks it')),
  say: () => true,
  show: () => true,
  close: () => undefined,
};

/** A relay that writes each nonce once, and what is between it and us. */
function makeWorld(folder = aFolder()) {
  const clock = createSteppedClock();
  const outbox = createOutbox(() => folder, clock.now);
  const written: string[] = [];
  const refused: string[] = [];
  const state = { isOpen: true, handOver: write };
  async function write(_link: RelayLink, parcel: ReturnType<typeof aParcel>): Promise<string> {
    const { nonce } = parcel.frame;
    if (!written.includes(nonce)) written.push(nonce);
    return `entry of ${nonce}`;
  }
  const options: PostOptions = {
    outbox,
    find: () => (state.isOpen ? LINK : undefined),
    handOver: (link, parcel) => state.handOver(link, parcel),
    onRefused: ({ nonce }, { message }) => refused.push(`${nonce}: ${message}`),
    after: clock.after,
  };
  return { folder, clock, outbox, written, refused, state, write, post: createPost(options) };
}

describe('the post', () => {
  it('tells what the entry is called, and keeps nothing', async () => {
    const { post, outbox } = makeWorld();
    expect(await post.send(aParcel('hello'))).toBe('entry of nonce of hello');
    expect(await outbox.list('default')).toEqual([]);
  });

  it('keeps what it cannot bring, and brings it in order when the relay is back', async () => {
    const { post, written, outbox, state } = makeWorld();
    state.isOpen = false;
    expect(await post.send(aParcel('one'))).toBe('nonce of one');
    await post.send(aParcel('two'));
    state.isOpen = true;
    const third = post.send(aParcel('three'));
    await Promise.all([post.flush('default'), post.flush('default'), third]);
    expect(written).toEqual(['nonce of one', 'nonce of two', 'nonce of three']);
    expect(await outbox.list('default')).toEqual([]);
  });

  it('brings what a gateway left that was killed', async () => {
    const killed = makeWorld();
    killed.state.isOpen = false;
    await killed.post.send(aParcel('one'));
    const { post, written } = makeWorld(killed.folder);
    await post.flush('work');
    expect(written).toEqual([]);
    await post.flush('default');
    expect(written).toEqual(['nonce of one']);
  });

  it('sends it again when the answer was lost, and it is written once', async () => {
    const { post, written, state, write } = makeWorld();
    state.handOver = async (...args) => {
      await write(...args);
      state.isOpen = false;
      throw new Error('The relay was lost before it answered.');
    };
    expect(await post.send(aParcel('one'))).toBe('nonce of one');
    Object.assign(state, { isOpen: true, handOver: write });
    await post.flush('default');
    expect(written).toEqual(['nonce of one']);
  });

  it('tries again where the relay is there and cannot write, and holds up nobody else', async () => {
    const { post, clock, written, outbox, state, write } = makeWorld();
    state.handOver = async (link, parcel) => {
      if (parcel.frame.to === 'bob.t1') throw new Error('The store is busy.');
      return await write(link, parcel);
    };
    expect(await post.send(aParcel('for bob'))).toBe('nonce of for bob');
    await post.send(aParcel('for eve', { to: 'eve.t2' }));
    expect(written).toEqual(['nonce of for eve']);
    state.handOver = write;
    const behind = post.send(aParcel('for bob, too'));
    await expect.poll(async () => (await outbox.list('default')).length).toBe(2);
    clock.advance(2000);
    await behind;
    expect(written).toEqual(['nonce of for eve', 'nonce of for bob', 'nonce of for bob, too']);
  });

  it('gives up what the relay will never have, and says so', async () => {
    const { post, refused, outbox, state } = makeWorld();
    state.handOver = () => Promise.reject(new Refusal('nobody is called that'));
    await expect(post.send(aParcel('one'))).rejects.toThrow('nobody is called that');
    state.isOpen = false;
    await post.send(aParcel('two'));
    state.isOpen = true;
    await post.flush('default');
    expect(refused).toEqual(['nonce of two: nobody is called that']);
    expect(await outbox.list('default')).toEqual([]);
  });
});
