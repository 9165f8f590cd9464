import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../domain/port/store.ts';
import { SEARCHED, type NewEntry, type NewThread, type ThreadLog } from '../domain/port/thread-log.ts';
import type { Said } from '../domain/thread.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

const ALL = 1_000;

const said = (text: string, over: Partial<Extract<Said, { kind: 'said' }>> = {}): Said => ({
  kind: 'said',
  cid: randomUUID(),
  text,
  attachments: [],
  ...over,
});
const answered = (text: string): Said => ({ kind: 'answered', text, attachments: [], isFinal: true });

const aThread = (over: Partial<NewThread> = {}): NewThread => ({
  id: randomUUID(),
  user: 'ann',
  link: 'default',
  title: 'Hello',
  createdAt: 1_000,
  ...over,
});

const anEntry = (thread: string, what: Said, over: Partial<NewEntry> = {}): NewEntry => ({
  id: randomUUID(),
  thread,
  said: what,
  at: 1_000,
  key: what.kind === 'said' ? `said:${what.cid}` : `reply:${randomUUID()}`,
  ...over,
});

/** The promises of the ThreadLog port; every store keeps them. */
export function describeThreadLog(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`ThreadLog contract: ${name}`, () => {
    let world: StoreSetup;
    let store: Store;
    let log: ThreadLog;

    beforeEach(async () => {
      world = await setup();
      store = await world.open();
      log = store.threads;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const begin = async (over: Partial<NewThread> = {}, text = 'Hello', at = 1_000) => {
      const thread = aThread(over);
      const entry = anEntry(thread.id, said(text), { at });
      await log.append(entry, thread);
      return { thread: thread.id, entry };
    };
    const answer = (thread: string, text: string, at = 1_000) =>
      log.append(anEntry(thread, answered(text), { at }));
    const seqs = async (thread: string) => (await log.after(thread, 0, ALL)).map(({ seq }) => seq);

    it('keeps an entry as it was given, and counts from 1', async () => {
      const what = said('你好 👋\n*two*', {
        attachments: [{ id: 'f1', name: 'Фото <1>.png', type: 'image/png', size: 12 }],
        replaces: 'm0',
      });
      const thread = aThread();
      const entry = anEntry(thread.id, what, { at: 5_000 });
      const written = await log.append(entry, thread);
      const expected = { ...what, seq: 1, id: entry.id, at: 5_000 };
      expect(written).toEqual({ entry: expected, isNew: true });
      expect(await log.after(thread.id, 0, ALL)).toEqual([expected]);
      expect(await log.since(0, ALL)).toEqual([
        { cursor: 1, thread: thread.id, user: 'ann', link: 'default', entry: expected },
      ]);
    });

    it('keeps what no database takes as U+FFFD', async () => {
      const { thread } = await begin({ title: 'a\0b' }, 'c\0d\ud800');
      expect(await log.after(thread, 0, ALL)).toMatchObject([{ text: 'c\ufffdd\ufffd' }]);
      expect(await log.thread(thread)).toMatchObject({ title: 'a\ufffdb', preview: 'c\ufffdd\ufffd' });
    });

    it('writes what has a key once, and gives back what is there', async () => {
      const { thread, entry } = await begin();
      const again = await log.append({ ...entry, id: randomUUID(), at: 9_000 }, aThread({ id: thread }));
      expect(again).toMatchObject({ isNew: false, entry: { id: entry.id, seq: 1, at: 1_000 } });
      expect(await seqs(thread)).toEqual([1]);
      expect(await log.newest()).toBe(1);
    });

    it('writes what has a key once when several want it at the same moment', async () => {
      const thread = aThread();
      const entry = anEntry(thread.id, said('now'));
      const other = (await world.open()).threads;
      const all = await Promise.all(
        [log, other, log, other].map((one) => one.append({ ...entry, id: randomUUID() }, thread)),
      );
      expect(all.filter((one) => one?.isNew)).toHaveLength(1);
      expect(new Set(all.map((one) => one?.entry.id)).size).toBe(1);
      expect(await seqs(thread.id)).toEqual([1]);
    });

    it('lets two users name what they say alike, and a link not', async () => {
      const ann = aThread();
      const bob = aThread({ user: 'bob' });
      const key = 'said:same';
      const first = await log.append(anEntry(ann.id, said('a'), { key }), ann);
      const second = await log.append(anEntry(bob.id, said('b'), { key }), bob);
      expect([first?.isNew, second?.isNew]).toEqual([true, true]);
      const nonce = { key: 'reply:same' };
      const reply = await log.append(anEntry(ann.id, answered('a'), nonce));
      const twin = await log.append(anEntry(bob.id, answered('b'), nonce));
      expect(twin).toEqual({ entry: reply?.entry, isNew: false });
      expect(await log.find('default', 'reply:same')).toEqual(reply?.entry);
      expect(await log.find('other', 'reply:same')).toBeUndefined();
    });

    it('lets two links name what they bring alike', async () => {
      const one = await begin();
      const other = await begin({ link: 'work' });
      const key = { key: 'reply:same' };
      await log.append(anEntry(one.thread, answered('one'), key));
      await log.append(anEntry(other.thread, answered('other'), key));
      expect(await log.find('default', 'reply:same')).toMatchObject({ text: 'one' });
      expect(await log.find('work', 'reply:same')).toMatchObject({ text: 'other' });
    });

    it('writes nothing where there is no thread, or it is that of somebody else', async () => {
      const { thread } = await begin();
      expect(await answer(randomUUID(), 'lost')).toBeUndefined();
      const foreign = aThread({ id: thread, user: 'bob' });
      expect(await log.append(anEntry(thread, said('mine!')), foreign)).toBeUndefined();
      expect(await seqs(thread)).toEqual([1]);
      expect(await log.threads('bob', ALL)).toEqual([]);
    });

    it('goes on with a thread that is there already', async () => {
      const { thread } = await begin();
      const again = aThread({ id: thread, title: 'Another', createdAt: 9_000 });
      expect(await log.append(anEntry(thread, said('more')), again)).toMatchObject({ entry: { seq: 2 } });
      expect(await log.thread(thread)).toMatchObject({ title: 'Hello', createdAt: 1_000, newest: 2 });
    });

    it('numbers a thread without holes when several write at the same moment', async () => {
      const { thread } = await begin();
      const others = [log, (await world.open()).threads, (await world.open()).threads];
      const mine = await begin();
      await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          others[i % 3]!.append(anEntry(i % 2 ? thread : mine.thread, answered(`${i}`))),
        ),
      );
      const expected = Array.from({ length: 31 }, (_, i) => i + 1);
      expect(await seqs(thread)).toEqual(expected);
      expect(await seqs(mine.thread)).toEqual(expected);
      expect(await log.thread(thread)).toMatchObject({ newest: 31, unread: 30 });
      const cursors = (await log.since(0, ALL)).map(({ cursor }) => cursor);
      expect(cursors).toEqual(Array.from({ length: 62 }, (_, i) => i + 1));
      expect(await log.newest()).toBe(62);
    });

    it('shows nothing later at or below a cursor that was seen', async () => {
      const writers = [(await world.open()).threads, (await world.open()).threads];
      const { thread } = await begin();
      const seen: number[] = [];
      const look = async () => {
        const from = seen.at(-1) ?? 0;
        for (const { cursor } of await log.since(from, ALL)) seen.push(cursor);
      };
      let isWriting = true;
      const reading = (async () => {
        while (isWriting) {
          await look();
          await setImmediate();
        }
      })();
      await Promise.all(
        Array.from({ length: 40 }, async (_, i) => {
          await writers[i % 2]!.append(anEntry(thread, answered(`${i}`)));
        }),
      );
      isWriting = false;
      await reading;
      await look();
      expect(seen).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
    });

    it('pages back from the newest entries', async () => {
      const { thread } = await begin();
      for (let i = 2; i <= 5; i++) await answer(thread, `${i}`);
      const page = async (before?: number) =>
        (await log.page({ thread, limit: 2, ...(before === undefined ? {} : { before }) })).map(
          ({ seq }) => seq,
        );
      expect(await page()).toEqual([4, 5]);
      expect(await page(4)).toEqual([2, 3]);
      expect(await page(2)).toEqual([1]);
      expect(await page(1)).toEqual([]);
      expect((await log.after(thread, 2, 2)).map(({ seq }) => seq)).toEqual([3, 4]);
    });

    it('knows what has not reached the agent, in the order in which it was said', async () => {
      const first = await begin({}, 'one');
      const second = await begin({ user: 'bob' }, 'two');
      const third = await begin({ link: 'work' }, 'three');
      await log.append(anEntry(first.thread, said('four')));
      const waiting = async (link = 'default', after = 0, limit = ALL) =>
        (await log.undelivered(link, after, limit)).map(({ text }) => text);
      expect(await waiting()).toEqual(['one', 'two', 'four']);
      expect(await waiting('work')).toEqual(['three']);
      expect(await waiting('default', 1)).toEqual(['two', 'four']);
      expect(await waiting('default', 0, 2)).toEqual(['one', 'two']);
      const delivered: Said = { kind: 'delivered', of: first.entry.id };
      await log.append(anEntry(first.thread, delivered, { key: `delivered:${first.entry.id}` }));
      expect(await waiting()).toEqual(['two', 'four']);
      const lost: Said = { kind: 'undeliverable', of: second.entry.id, reason: 'gone' };
      await log.append(anEntry(second.thread, lost));
      expect(await waiting()).toEqual(['four']);
      expect(await log.undelivered('work', 0, ALL)).toEqual([
        {
          id: third.entry.id,
          cursor: 3,
          thread: third.thread,
          user: 'ann',
          link: 'work',
          text: 'three',
          attachments: [],
          at: 1_000,
        },
      ]);
    });

    it('takes nothing off its way for what another thread says of it', async () => {
      const mine = await begin({}, 'mine');
      const other = await begin({ user: 'bob' }, 'other');
      await log.append(anEntry(other.thread, { kind: 'delivered', of: mine.entry.id }));
      expect(await log.undelivered('default', 0, ALL)).toHaveLength(2);
    });

    it('lists the threads of a user, the one in which something was said last first', async () => {
      const old = await begin({ title: 'old' }, 'first', 1_000);
      const young = await begin({ title: 'young', createdAt: 2_000 }, 'second', 2_000);
      await begin({ user: 'bob' });
      const titles = async (limit = ALL) => (await log.threads('ann', limit)).map(({ title }) => title);
      expect(await titles()).toEqual(['young', 'old']);
      await answer(old.thread, 'third', 3_000);
      expect(await titles()).toEqual(['old', 'young']);
      expect(await titles(1)).toEqual(['old']);
      const delivered: Said = { kind: 'delivered', of: young.entry.id };
      await log.append(anEntry(young.thread, delivered, { at: 9_000 }));
      expect(await log.threads('ann', 1)).toEqual([
        {
          id: old.thread,
          user: 'ann',
          link: 'default',
          title: 'old',
          createdAt: 1_000,
          newest: 2,
          read: 0,
          unread: 1,
          at: 3_000,
          preview: 'third',
        },
      ]);
      expect(await log.thread(young.thread)).toMatchObject({ newest: 2, at: 2_000, preview: 'second' });
    });

    it('counts the answers that were not read, and never moves the mark back', async () => {
      const { thread } = await begin();
      for (const text of ['2', '3']) await answer(thread, text);
      await log.append(anEntry(thread, said('4')));
      await answer(thread, '5');
      const mark = (seq: number) => log.markRead(thread, 'ann', seq);
      expect(await log.thread(thread)).toMatchObject({ newest: 5, read: 0, unread: 3 });
      expect(await mark(2)).toMatchObject({ read: 2, unread: 2 });
      expect(await mark(1)).toMatchObject({ read: 2, unread: 2 });
      expect(await mark(4)).toMatchObject({ read: 4, unread: 1 });
      expect(await mark(99)).toMatchObject({ read: 5, unread: 0 });
      await answer(thread, '6');
      expect(await log.thread(thread)).toMatchObject({ read: 5, unread: 1 });
      expect(await log.markRead(thread, 'bob', 6)).toBeUndefined();
      expect(await log.markRead(randomUUID(), 'ann', 6)).toBeUndefined();
      expect(await log.thread(thread)).toMatchObject({ read: 5, unread: 1 });
    });

    it('counts right when somebody reads while others answer', async () => {
      const { thread } = await begin();
      const other = (await world.open()).threads;
      await Promise.all(
        Array.from({ length: 30 }, async (_, i) => {
          const written = await answer(thread, `${i}`);
          await other.markRead(thread, 'ann', (written?.entry.seq ?? 0) - 5);
        }),
      );
      const found = await log.thread(thread);
      const unread = await log.after(thread, found?.read ?? 0, ALL);
      expect(found).toMatchObject({ read: 26, unread: unread.length });
    });

    it('gives a thread another name for its user alone', async () => {
      const { thread } = await begin();
      expect(await log.rename(thread, 'bob', 'Mine')).toBeUndefined();
      expect(await log.rename(thread, 'ann', 'Ours')).toMatchObject({ id: thread, title: 'Ours', unread: 0 });
      expect(await log.rename(randomUUID(), 'ann', 'Nobody’s')).toBeUndefined();
      expect(await log.threads('ann', ALL)).toMatchObject([{ title: 'Ours' }]);
    });

    it('forgets a removed thread, and does not use its id again', async () => {
      const { thread, entry } = await begin();
      const other = await begin();
      await log.append(anEntry(thread, answered('secret'), { key: 'reply:1' }));
      expect(await log.remove(thread, 'bob')).toBe(false);
      expect(await log.remove(thread, 'ann')).toBe(true);
      expect(await log.remove(thread, 'ann')).toBe(false);
      expect(await log.thread(thread)).toBeUndefined();
      expect((await log.threads('ann', ALL)).map(({ id }) => id)).toEqual([other.thread]);
      expect(await log.after(thread, 0, ALL)).toEqual([]);
      expect(await log.search('ann', 'secret', ALL)).toEqual([]);
      expect(await log.find('default', 'reply:1')).toBeUndefined();
      expect((await log.undelivered('default', 0, ALL)).map(({ id }) => id)).toEqual([other.entry.id]);
      expect(await log.rename(thread, 'ann', 'x')).toBeUndefined();
      expect(await log.markRead(thread, 'ann', 1)).toBeUndefined();
      expect(await answer(thread, 'late')).toBeUndefined();
      expect(await log.append(entry, aThread({ id: thread }))).toBeUndefined();
      expect(await log.append(anEntry(other.thread, answered('next')))).toMatchObject({ isNew: true });
      expect((await log.since(0, ALL)).map(({ cursor }) => cursor)).toEqual([2, 4]);
      expect(await log.newest()).toBe(4);
    });

    it('remembers the newest cursor when nothing is left', async () => {
      const { thread } = await begin();
      await log.remove(thread, 'ann');
      expect(await log.newest()).toBe(1);
      await begin();
      expect(await log.newest()).toBe(2);
    });

    it('forgets the threads in which nothing was said for long', async () => {
      const old = await begin({}, 'old', 1_000);
      const young = await begin({}, 'young', 1_000);
      await answer(young.thread, 'fresh', 5_000);
      expect(await log.prune(5_000)).toBe(1);
      expect(await log.prune(5_000)).toBe(0);
      expect((await log.threads('ann', ALL)).map(({ id }) => id)).toEqual([young.thread]);
      expect(await log.after(old.thread, 0, ALL)).toEqual([]);
      expect(await seqs(young.thread)).toEqual([1, 2]);
    });

    it('finds what was said, newest first, in the threads of that user', async () => {
      const { thread, entry } = await begin({ title: 'Bread' }, 'How is bread baked?');
      await answer(thread, 'Bread is baked hot.');
      await begin({ user: 'bob' }, 'my bread');
      const found = await log.search('ann', 'bread', ALL);
      expect(found.map((one) => [one.thread, one.title, one.entry.seq])).toEqual([
        [thread, 'Bread', 2],
        [thread, 'Bread', 1],
      ]);
      expect(found[1]?.entry.id).toBe(entry.id);
      expect(await log.search('ann', 'bread', 1)).toHaveLength(1);
      expect(await log.search('ann', 'butter', ALL)).toEqual([]);
    });

    it('searches whatever the case, in every script, and takes signs for themselves', async () => {
      const texts = [
        '100% sure',
        'snake_case',
        'Привет, МИР',
        '今天天气很好',
        'Straße',
        'Cafe\u0301',
        '100 sure',
      ];
      for (const text of texts) await begin({}, text);
      const found = async (text: string) =>
        (await log.search('ann', text, ALL)).map(({ entry }) => ('text' in entry ? entry.text : ''));
      expect(await found('%')).toEqual(['100% sure']);
      expect(await found('E_C')).toEqual(['snake_case']);
      expect(await found('привет, мир')).toEqual(['Привет, МИР']);
      expect(await found('天气')).toEqual(['今天天气很好']);
      expect(await found('STRASSE')).toEqual(['Straße']);
      expect(await found('caf\u00e9')).toEqual(['Cafe\u0301']);
      expect(await found("' OR 1=1 --")).toEqual([]);
    });

    it('looks for something in the newest texts only, however much somebody has stored', async () => {
      const { thread } = await begin({}, 'bread, long ago');
      const long = 'x'.repeat(SEARCHED.bytes / 8);
      for (let count = 0; count < 7; count++) await answer(thread, long);
      expect(await log.search('ann', 'bread', ALL)).toHaveLength(1);
      await answer(thread, `${long} butter`);
      expect(await log.search('ann', 'bread', ALL)).toEqual([]);
      expect(await log.search('ann', 'butter', ALL)).toHaveLength(1);
      await begin({}, 'new bread');
      expect(await log.search('ann', 'bread', ALL)).toHaveLength(1);
    });

    it('finds a message by the name of a file on it', async () => {
      const thread = aThread();
      const attachments = [{ id: 'f1', name: 'Rechnung.pdf', type: 'application/pdf', size: 1 }];
      await log.append(anEntry(thread.id, said('', { attachments })), thread);
      expect(await log.search('ann', 'rechnung', ALL)).toHaveLength(1);
      expect(await log.thread(thread.id)).toMatchObject({ preview: 'Rechnung.pdf' });
    });

    it('has one name for all who share it', async () => {
      const other = await world.open();
      const epoch = await log.epoch();
      expect(epoch).not.toBe('');
      expect(await other.threads.epoch()).toBe(epoch);
    });

    it('calls whoever watches, here and in another process', async () => {
      const other = await world.open();
      const calls = [log, other.threads].map(
        (one) =>
          new Promise<void>((resolve) => {
            one.watch(resolve);
          }),
      );
      const { thread } = await begin();
      await Promise.all(calls);
      expect(await other.threads.since(0, ALL)).toMatchObject([{ thread }]);
    });

    it('keeps everything over a new beginning', async () => {
      const { thread } = await begin();
      await answer(thread, 'kept');
      await store.close();
      const again = (await world.open()).threads;
      expect(await again.after(thread, 0, ALL)).toHaveLength(2);
      expect(await again.threads('ann', ALL)).toMatchObject([{ id: thread, newest: 2, unread: 1 }]);
    });
  });
}
