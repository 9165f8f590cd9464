import { isNews, previewOf, type LoggedEntry, type Thread, type ThreadEntry } from '../thread.ts';
import type { NewEntry, NewThread, ThreadLog, Written } from './thread-log.ts';

/** What was said, kept in memory, for tests of what is said. */
export interface MemoryThreadLog extends ThreadLog {
  /** From now on nothing can be read or written, until it is told otherwise. */
  fail(reason: Error | undefined): void;
}

export function createMemoryThreadLog(epoch = 'epoch-1'): MemoryThreadLog {
  const threads = new Map<string, Thread>();
  const removed = new Set<string>();
  const keys = new Map<string, ThreadEntry>();
  const listeners = new Set<() => void>();
  let log: LoggedEntry[] = [];
  let cursor = 0;
  let failure: Error | undefined;

  return {
    fail: (reason) => void (failure = reason),
    epoch: async () => answer(epoch),
    append: async (entry, begin) => answer(append(entry, begin)),
    find: async (link, key) =>
      answer(
        [...threads.values()].filter((one) => one.link === link).map((one) => keys.get(keyOf(one, key))),
      ).find((found) => found !== undefined),
    after: async (thread, seq, limit) =>
      answer(
        of(thread)
          .filter((one) => one.seq > seq)
          .slice(0, limit),
      ),
    page: async ({ thread, before = Infinity, limit }) =>
      answer(
        of(thread)
          .filter((one) => one.seq < before)
          .slice(-limit),
      ),
    since: async (after, limit) => answer(log.filter((one) => one.cursor > after).slice(0, limit)),
    newest: async () => answer(cursor),
    undelivered: async (link, after, limit) =>
      answer(
        log
          .filter((one) => one.link === link && one.cursor > after && !isSettled(one.entry.id))
          .flatMap(({ entry, ...where }) =>
            entry.kind === 'said'
              ? [{ ...where, id: entry.id, text: entry.text, attachments: entry.attachments, at: entry.at }]
              : [],
          )
          .slice(0, limit),
      ),
    threads: async (user, limit) =>
      answer([...threads.values()].filter((one) => one.user === user))
        .toSorted((a, b) => b.at - a.at)
        .slice(0, limit),
    thread: async (id) => answer(threads.get(id)),
    rename: async (id, user, title) => answer(change(id, user, () => ({ title }))),
    markRead: async (id, user, seq) =>
      answer(
        change(id, user, (thread) => {
          const read = Math.max(thread.read, Math.min(seq, thread.newest));
          return { read, unread: of(id).filter((one) => one.seq > read && isNews(one)).length };
        }),
      ),
    async remove(id, user) {
      answer(undefined);
      if (threads.get(id)?.user !== user) return false;
      threads.delete(id);
      removed.add(id);
      log = log.filter((one) => one.thread !== id);
      return true;
    },
    search: async (user, text, limit) =>
      answer(
        log
          .filter(
            (one) =>
              one.user === user && JSON.stringify(one.entry).toLowerCase().includes(text.toLowerCase()),
          )
          .toReversed()
          .slice(0, limit)
          .map(({ thread, entry }) => ({ thread, title: threads.get(thread)?.title ?? '', entry })),
      ),
    async prune(before) {
      const old = [...threads.values()].filter(({ at }) => at < before);
      for (const { id } of old) threads.delete(id);
      return answer(old.length);
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };

  function answer<T>(value: T): T {
    if (failure) throw failure;
    return value;
  }

  function append({ id, thread: name, said, at, key }: NewEntry, begin?: NewThread): Written | undefined {
    const thread = threads.get(name) ?? (begin && !removed.has(name) ? fresh(begin) : undefined);
    if (thread === undefined || (begin && begin.user !== thread.user)) return undefined;
    const known = keys.get(keyOf(thread, key));
    if (known) return { entry: known, isNew: false };
    const seq = thread.newest + 1;
    const entry: ThreadEntry = { ...said, seq, id, at };
    const preview = previewOf(said);
    threads.set(name, {
      ...thread,
      newest: seq,
      unread: thread.unread + (isNews(said) ? 1 : 0),
      ...(preview === undefined ? {} : { preview, at }),
    });
    keys.set(keyOf(thread, key), entry);
    log.push({ cursor: ++cursor, thread: name, user: thread.user, link: thread.link, entry });
    for (const listener of listeners) listener();
    return { entry, isNew: true };
  }

  function change(id: string, user: string, made: (thread: Thread) => Partial<Thread>): Thread | undefined {
    const thread = threads.get(id);
    if (thread?.user !== user) return undefined;
    const changed = { ...thread, ...made(thread) };
    threads.set(id, changed);
    return changed;
  }

  function of(thread: string): readonly ThreadEntry[] {
    return log.filter((one) => one.thread === thread).map(({ entry }) => entry);
  }

  function isSettled(id: string): boolean {
    return log.some(
      ({ entry }) => (entry.kind === 'delivered' || entry.kind === 'undeliverable') && entry.of === id,
    );
  }
}

function fresh(begin: NewThread): Thread {
  return { ...begin, newest: 0, read: 0, unread: 0, at: begin.createdAt, preview: '' };
}

function keyOf({ user, link }: Thread, key: string): string {
  return `${user} ${link} ${key}`;
}
