import { expect, test } from 'vitest';
import { createSteppedClock } from '../../../../wire/src/stepped-clock.fixture.ts';
import { createMemoryShelf } from './memory.fixture.ts';
import { createMemory } from './memory.ts';
import { said } from './said.fixture.ts';

const HEAD = { id: 't', title: 't', link: 'default', newest: 1, read: 0, unread: 1, at: 1, preview: '' };

function createWorld(store = createMemoryShelf()) {
  const clock = createSteppedClock();
  const memory = createMemory({ store, clock, heads: () => [HEAD] });
  return { memory, store, clock };
}

/** What a page that was closed has left behind. */
function createKept() {
  const { memory, store, clock } = createWorld();
  memory.learn('e1');
  memory.keepLog('t', [said(1)]);
  clock.advance(1_000);
  return store;
}

test('recalls the list, the newest entries and the log they are of', async () => {
  const { memory } = createWorld(createKept());
  expect(await memory.recallList()).toEqual([HEAD]);
  expect(await memory.recallLog('t')).toEqual([said(1)]);
  expect(memory.epoch()).toBe('e1');
});

test('keeps the newest entries only', () => {
  const { memory, store, clock } = createWorld();
  memory.learn('e1');
  memory.keepLog(
    't',
    Array.from({ length: 120 }, (_, index) => said(index + 1)),
  );
  clock.advance(1_000);
  expect(store.logs.get('t')?.entries.map(({ seq }) => seq)).toEqual(
    Array.from({ length: 50 }, (_, index) => index + 71),
  );
});

test('what is of another log is thrown away', async () => {
  const store = createKept();
  const { memory } = createWorld(store);
  memory.learn('e2');
  expect(await memory.recallList()).toEqual([]);
  expect(await memory.recallLog('t')).toEqual([]);
  expect(store.logs.size).toBe(0);
});

test('the relay knows the list better', async () => {
  const { memory } = createWorld(createKept());
  memory.learn('e1');
  expect(await memory.recallList()).toEqual([]);
  expect(await memory.recallLog('t')).toEqual([said(1)]);
});

test('a thread that was removed is not recalled', async () => {
  const { memory } = createWorld(createKept());
  memory.forgetLog('t');
  expect(await memory.recallLog('t')).toEqual([]);
});

test('nothing is kept once it has stopped', () => {
  const { memory, store, clock } = createWorld();
  memory.learn('e1');
  memory.keepLog('t', [said(1)]);
  memory.stop();
  clock.advance(1_000);
  expect(store.logs.size).toBe(0);
});

test('a browser that keeps nothing shows nothing', async () => {
  const no = () => Promise.reject(new Error('no'));
  const { memory } = createWorld({ ...createMemoryShelf(), loadList: no, loadLog: no, putLog: no });
  expect(await memory.recallList()).toEqual([]);
  expect(await memory.recallLog('t')).toEqual([]);
});
