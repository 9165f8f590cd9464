import type { Entry, Page, RelayFrame, ThreadHead } from '@clawbridge/wire';
import { expect, test } from 'vitest';
import { createScriptedSocket, type ScriptedSocket } from '../../../../wire/src/scripted-socket.fixture.ts';
import { createSteppedClock } from '../../../../wire/src/stepped-clock.fixture.ts';
import { createChat } from './chat.ts';
import type { Welcome } from './connection.ts';
import { createMemoryShelf } from './memory.fixture.ts';
import { answered, said } from './said.fixture.ts';

const PERSON = { id: 'owner', name: 'Mia', scopes: [] };
const WELCOME: Welcome = {
  type: 'welcome',
  version: 1,
  epoch: 'e1',
  person: PERSON,
  threads: [],
  agents: [],
  running: [],
};
const headOf = (id: string, more: Partial<ThreadHead> = {}): ThreadHead => ({
  id,
  title: id,
  link: 'default',
  newest: 1,
  read: 0,
  unread: 1,
  at: 1,
  preview: '',
  ...more,
});

/** A chat whose relay is the test. */
function createWorld(pages: Readonly<Record<string, readonly Entry[]>> = {}, memory = createMemoryShelf()) {
  const sockets: ScriptedSocket[] = [];
  const clock = createSteppedClock();
  const news: string[] = [];
  const world = { isGone: false, ids: 0, asked: 0 };
  const chat = createChat({
    user: PERSON.id,
    connect() {
      const socket = createScriptedSocket();
      sockets.push(socket);
      return socket;
    },
    clock,
    chance: () => 0,
    newId: () => `id-${++world.ids}`,
    http: {
      async readPage(thread): Promise<Page> {
        world.asked++;
        const entries = [...(pages[thread] ?? [])];
        return { epoch: 'e1', entries, newest: entries.length };
      },
      search: async () => ({ hits: [] }),
      upload: async () => ({ id: 'u', name: 'n', type: 't', size: 1 }),
      troubleOf: (thrown) => ({ message: String(thrown), isRetryable: true }),
      isUnknown: () => false,
    },
    store: { load: async () => [], put: async () => undefined, remove: async () => undefined },
    memory,
    onGone: () => (world.isGone = true),
    onNews: (_thread, entry) => news.push(entry.kind),
  });
  const socket = () => sockets.at(-1)!;
  const says = (frame: RelayFrame) => socket().says(frame);
  const greets = (more: Partial<Welcome> = {}) => says({ ...WELCOME, ...more });
  const welcome = (more: Partial<Welcome> = {}) => {
    socket().opens();
    greets(more);
  };
  const sent = (type: string) =>
    socket().sent.filter((frame) => (frame as { readonly type: string }).type === type);
  return { chat, world, clock, news, socket, says, greets, welcome, sent };
}

test('what is accepted stands in the log at once, and its entry does not double it', async () => {
  const { chat, welcome, says, sent } = createWorld();
  welcome();
  const thread = chat.newThread();
  await chat.say({ thread, text: 'Hi', files: [] });
  expect(sent('send')).toMatchObject([{ thread, text: 'Hi', cid: 'id-2' }]);
  says({ type: 'accepted', cid: 'id-2', thread, id: 'm1', seq: 1, at: 5 });
  expect(chat.log(thread).entries.value).toMatchObject([{ kind: 'said', id: 'm1', text: 'Hi' }]);
  expect(chat.outbox.waiting.value).toEqual([]);
  says({ type: 'entry', thread, entry: said(1, { id: 'm1', cid: 'id-2' }) });
  expect(chat.log(thread).entries.value).toHaveLength(1);
});

test('after a break it says how far it knows, and sends again what was not acknowledged', async () => {
  const { chat, welcome, greets, sent, socket, clock } = createWorld({ t: [said(1), said(2)] });
  welcome({ threads: [headOf('t')] });
  await chat.log('t').open();
  await chat.say({ thread: 't', text: 'Lost?', files: [] });
  socket().ends(1006);
  clock.advance(10_000);
  socket().opens();
  expect(sent('hello')).toMatchObject([{ epoch: 'e1', threads: [{ id: 't', seq: 2 }] }]);
  expect(sent('send')).toEqual([]);
  greets();
  await expect.poll(() => sent('send')).toMatchObject([{ cid: 'id-1', text: 'Lost?' }]);
});

test('of another log nothing is kept', async () => {
  const { chat, welcome, socket, clock } = createWorld({ t: [said(1)] });
  welcome({ threads: [headOf('t')] });
  await chat.log('t').open();
  chat.log('t').take(said(2));
  socket().ends(1006);
  clock.advance(10_000);
  welcome({ epoch: 'e2' });
  await expect.poll(() => chat.log('t').entries.value.map(({ seq }) => seq)).toEqual([1]);
});

test('what was looked at is shown at once after a reload, and then made good', async () => {
  const shelf = createMemoryShelf();
  const before = createWorld({ t: [said(1), said(2)] }, shelf);
  before.welcome({ threads: [headOf('t')] });
  await before.chat.log('t').open();
  before.clock.advance(1_000);
  const { chat, world, socket, sent, says, greets } = createWorld({}, shelf);
  await chat.log('t').open();
  expect(chat.threads.list.value.map(({ id }) => id)).toEqual(['t']);
  expect(chat.log('t').held()).toBe(2);
  socket().opens();
  expect(sent('hello')).toMatchObject([{ epoch: 'e1', threads: [{ id: 't', seq: 2 }] }]);
  greets({ threads: [headOf('t')] });
  says({ type: 'entry', thread: 't', entry: said(3) });
  expect(chat.log('t').held()).toBe(3);
  expect([world.asked, sent('resume')]).toEqual([0, []]);
});

test('what is recalled while the relay greets is made good all the same', async () => {
  const shelf = createMemoryShelf();
  await shelf.putLog('t', { epoch: 'e1', entries: [said(1)] });
  await shelf.putList({ epoch: 'e1', heads: [headOf('t')] });
  const { chat, socket, sent, greets } = createWorld({}, shelf);
  socket().opens();
  await chat.log('t').open();
  greets({ threads: [headOf('t')] });
  expect(sent('resume')).toEqual([{ type: 'resume', thread: 't', seq: 1 }]);
});

test('the answer takes the place of what was shown while it was written', async () => {
  const { chat, welcome, says, news } = createWorld({ t: [said(1)] });
  welcome({ threads: [headOf('t')], running: [{ thread: 't', turn: 'm1', text: 'Hel', tools: [] }] });
  await chat.log('t').open();
  says({ type: 'live', thread: 't', live: { type: 'partial', turn: 'm1', at: 3, text: 'lo' } });
  expect(chat.live.of('t').turns).toMatchObject([{ text: 'Hello' }]);
  says({ type: 'entry', thread: 't', entry: answered(2, { turn: 'm1' }) });
  expect(chat.live.of('t').turns).toEqual([]);
  expect(chat.log('t').held()).toBe(2);
  expect(news).toEqual(['answered']);
});

test('a decision that did not get through can be made again', () => {
  const { chat, welcome, says } = createWorld();
  welcome();
  chat.decide('t', 'ap', 'deny');
  expect(chat.decisions.all.get('ap')).toBe('sent');
  says({
    type: 'refused',
    cid: 'id-1',
    code: 'gateway_unreachable',
    message: 'The agent is away.',
    hint: 'Try again.',
    isRetryable: true,
  });
  expect(chat.decisions.all.get('ap')).toBe('failed');
});

test('what was seen is said once', async () => {
  const { chat, welcome, sent } = createWorld({ t: [said(1)] });
  welcome({ threads: [headOf('t')] });
  await chat.log('t').open();
  chat.markRead('t');
  chat.markRead('t');
  expect(sent('read')).toEqual([{ type: 'read', thread: 't', seq: 1 }]);
  expect(chat.threads.unread.value).toBe(0);
});

test('a thread that was removed is gone with what waited in it', async () => {
  const { chat, welcome, says } = createWorld();
  welcome({ threads: [headOf('t')] });
  await chat.say({ thread: 't', text: 'x', files: [] });
  says({ type: 'removed', thread: 't' });
  await expect.poll(() => chat.outbox.waiting.value).toEqual([]);
  expect(chat.threads.find('t')).toBeUndefined();
});

test('whoever is not welcome any more is told so, and nothing is dialled', () => {
  const { world, welcome, socket, clock } = createWorld();
  welcome();
  const before = socket();
  before.ends(4003);
  clock.advance(60_000);
  expect(world.isGone).toBe(true);
  expect(socket()).toBe(before);
});

test('nothing is said in the name of somebody else who signed in at this browser meanwhile', async () => {
  const { chat, world, welcome, says, sent } = createWorld();
  const thread = chat.newThread();
  await chat.say({ thread, text: 'for my agent alone', files: [] });
  welcome({ person: { id: 'bob', name: 'Bob', scopes: [] }, threads: [headOf('of-bob')] });
  says({ type: 'thread', thread: headOf('of-bob-too') });
  chat.stop(thread);
  await chat.outbox.load();
  expect(sent('send')).toEqual([]);
  expect(sent('stop')).toEqual([]);
  expect(chat.threads.list.value).toEqual([]);
  expect(world.isGone).toBe(true);
});
