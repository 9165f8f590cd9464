import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Store } from '../../domain/port/store.ts';
import {
  createTempDatabase,
  createTempStore,
  execute,
  type TempDatabase,
  type TempStore,
} from './temp-store.fixture.ts';

let database: TempDatabase;
let temp: TempStore;

beforeAll(async () => {
  database = await createTempDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  temp = createTempStore(database);
});
afterEach(() => temp.discard());

/** Resolves with so many messages that a store hears. */
const hearing = ({ backplane }: Store, count: number) =>
  new Promise<readonly unknown[]>((resolve) => {
    const heard: unknown[] = [];
    const stop = backplane.listen((message) => {
      heard.push(message);
      if (heard.length < count) return;
      stop();
      resolve(heard);
    });
  });

it('what one process publishes comes to all others, once and in order, and not back', async () => {
  const [one, two, three] = [await temp.open(), await temp.open(), await temp.open()];
  const own: unknown[] = [];
  one.backplane.listen((message) => own.push(message));
  const heard = [two, three].map((store) => hearing(store, 500));
  for (let i = 0; i < 500; i++) one.backplane.publish({ i, text: 'Привет, 你好 👋\0\ud800' });
  const expected = Array.from({ length: 500 }, (_, i) => ({ i, text: 'Привет, 你好 👋\0\ud800' }));
  expect(await Promise.all(heard)).toEqual([expected, expected]);
  const last = [one, three].map((store) => hearing(store, 1));
  two.backplane.publish('last');
  expect(await Promise.all(last)).toEqual([['last'], ['last']]);
  expect(own).toEqual(['last']);
});

it('a message of any size arrives whole', async () => {
  const [one, two] = [await temp.open(), await temp.open()];
  const heard = hearing(two, 3);
  const messages = ['small', { text: '你好'.repeat(300_000) }, null];
  for (const message of messages) one.backplane.publish(message);
  expect(await heard).toEqual(messages);
});

it('messages of several processes do not mix', async () => {
  const [one, two, three] = [await temp.open(), await temp.open(), await temp.open()];
  const heard = hearing(three, 20);
  for (let i = 0; i < 10; i++) for (const store of [one, two]) store.backplane.publish(`${i}`.repeat(20_000));
  const numbers = (await heard).map((message) => String(message)[0]);
  expect(new Set((await heard).map((message) => String(message).length))).toEqual(new Set([20_000]));
  expect(numbers.filter((number) => number === '7')).toHaveLength(2);
});

it('it is heard again after the connections have broken', async () => {
  const [one, two] = [await temp.open(), await temp.open()];
  const isBack = new Promise<void>((resolve) => {
    two.tasks.watch(resolve);
  });
  await execute(
    database.url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await isBack;
  const heard = hearing(two, 1);
  const publishing = setInterval(() => one.backplane.publish('again'), 20);
  expect(await heard).toEqual(['again']);
  clearInterval(publishing);
});
