import type { Attachment, LineClock, PeerFrame } from '@clawbridge/wire';
import { expect, test } from 'vitest';
import { createOutbox, type OutboxStore, type Waiting } from './outbox.ts';

const NO = { message: 'Too long.', hint: 'Say less.', isRetryable: false };
const NOT_NOW = { message: 'Too many.', hint: 'Wait.', isRetryable: true };

function createStore(
  kept = new Map<string, Waiting>(),
): OutboxStore & { readonly kept: Map<string, Waiting> } {
  return {
    kept,
    load: async () => [...kept.values()],
    put: async (message) => void kept.set(message.cid, message),
    remove: async (cid) => void kept.delete(cid),
  };
}

function createWorld({ store = createStore() } = {}) {
  const sent: PeerFrame[] = [];
  const uploads: string[] = [];
  const alarms: (() => void)[] = [];
  const world = { canUpload: true };
  const clock: LineClock = { now: () => 0, after: (_ms, act) => (alarms.push(act), () => undefined) };
  const outbox = createOutbox({
    store,
    clock,
    send: (frame) => sent.push(frame) > 0,
    async upload({ name, bytes }): Promise<Attachment> {
      uploads.push(name);
      if (!world.canUpload) throw new Error('no relay');
      return { id: `u-${name}`, name, type: bytes.type, size: bytes.size };
    },
    troubleOf: () => NOT_NOW,
    onSent: () => undefined,
  });
  const cids = () => sent.flatMap((frame) => (frame.type === 'send' ? [frame.cid] : []));
  const ring = () => alarms.splice(0).forEach((act) => act());
  return { outbox, store, sent, cids, uploads, world, ring };
}

const message = (cid: string, more: Partial<Waiting> = {}): Waiting => ({
  cid,
  thread: 't',
  text: cid,
  files: [],
  at: 0,
  ...more,
});

test('in one thread one goes after the other, in the order they were written', async () => {
  const { outbox, cids } = createWorld();
  outbox.lineUp();
  await outbox.put(message('a'));
  await outbox.put(message('b'));
  expect(cids()).toEqual(['a']);
  outbox.accept('a');
  await expect.poll(cids).toEqual(['a', 'b']);
});

test('threads do not wait for each other', async () => {
  const { outbox, cids } = createWorld();
  outbox.lineUp();
  await outbox.put(message('a'));
  await outbox.put(message('b', { thread: 'u' }));
  expect(cids()).toEqual(['a', 'b']);
});

test('without a line it waits, and goes again under the same cid until it is accepted', async () => {
  const { outbox, cids } = createWorld();
  await outbox.put(message('a'));
  expect(cids()).toEqual([]);
  outbox.lineUp();
  await expect.poll(cids).toEqual(['a']);
  outbox.lineDown();
  outbox.lineUp();
  await expect.poll(cids).toEqual(['a', 'a']);
  outbox.accept('a');
  outbox.lineDown();
  outbox.lineUp();
  expect(outbox.waiting.value).toEqual([]);
  expect(cids()).toEqual(['a', 'a']);
});

test('what waits survives a reload', async () => {
  const store = createStore();
  await createWorld({ store }).outbox.put(message('a'));
  const { outbox, cids } = createWorld({ store });
  await outbox.load();
  outbox.lineUp();
  await expect.poll(cids).toEqual(['a']);
  outbox.accept('a');
  await expect.poll(() => store.kept.size).toBe(0);
});

test('a refusal stands at the message and lets the next one go', async () => {
  const { outbox, cids } = createWorld();
  outbox.lineUp();
  await outbox.put(message('a'));
  await outbox.put(message('b'));
  outbox.refuse('a', NO);
  await expect.poll(cids).toEqual(['a', 'b']);
  expect(outbox.waiting.value[0]?.fault).toEqual({ message: 'Too long.', hint: 'Say less.' });
});

test('tried again it goes again; discarded it never does', async () => {
  const { outbox, cids, store } = createWorld();
  outbox.lineUp();
  await outbox.put(message('a'));
  outbox.refuse('a', NO);
  await outbox.retry('a');
  expect(cids()).toEqual(['a', 'a']);
  outbox.refuse('a', NO);
  await outbox.discard('a');
  expect(outbox.waiting.value).toEqual([]);
  await expect.poll(() => store.kept.size).toBe(0);
});

test('what may work later is tried later, and what follows waits for it', async () => {
  const { outbox, cids, ring } = createWorld();
  outbox.lineUp();
  await outbox.put(message('a'));
  await outbox.put(message('b'));
  outbox.refuse('a', NOT_NOW);
  expect(cids()).toEqual(['a']);
  ring();
  await expect.poll(cids).toEqual(['a', 'a']);
});

test('files are uploaded before, once, and again where it failed', async () => {
  const { outbox, sent, uploads, world, ring } = createWorld();
  world.canUpload = false;
  const bytes = new Blob(['hi'], { type: 'text/plain' });
  outbox.lineUp();
  await outbox.put(message('a', { files: [{ name: 'x.txt', type: 'text/plain', size: 2, bytes }] }));
  expect(sent).toEqual([]);
  world.canUpload = true;
  ring();
  await expect.poll(() => sent).toMatchObject([{ type: 'send', cid: 'a', attachments: ['u-x.txt'] }]);
  outbox.lineDown();
  outbox.lineUp();
  await expect.poll(() => sent.length).toBe(2);
  expect(uploads).toEqual(['x.txt', 'x.txt']);
});
