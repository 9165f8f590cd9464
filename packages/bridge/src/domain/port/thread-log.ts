import type { LoggedEntry, Outgoing, Said, Thread, ThreadEntry } from '../thread.ts';

export interface NewEntry {
  readonly id: string;
  readonly thread: string;
  readonly said: Said;
  readonly at: number;
  /**
   * Names what happened, among all entries of a user or of a link: nothing is written twice under one key. `said:CID` within
   * a user, `reply:NONCE` within a link, `delivered:ID`.
   */
  readonly key: string;
}

/** A thread that begins with an entry, unless it is there already. */
export type NewThread = Pick<Thread, 'id' | 'user' | 'link' | 'title' | 'createdAt'>;

export interface Written {
  /** What is in the log under that key: the entry, or the one that was there before it. */
  readonly entry: ThreadEntry;
  readonly isNew: boolean;
}

export interface FoundEntry {
  readonly thread: string;
  readonly title: string;
  readonly entry: ThreadEntry;
}

/** How far back a search looks: nobody makes others wait by what he has stored. */
export const SEARCHED = {
  entries: 10_000,
  /** Of text, as it is searched, with the entry in which they are exceeded. */
  bytes: 8 * 1024 * 1024,
} as const;

export interface ThreadPage {
  readonly thread: string;
  /** Only entries with a lower number; the newest ones there are without it. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/**
 * What was said in all threads. When a promise resolves, the change survives a crash. Several processes may write at once: the
 * numbers of a thread have no holes, and a reader who has seen cursor N never finds an entry at or below N later. A thread
 * belongs to one user; to everybody else it is not there. Errors everywhere: `store_unavailable`.
 */
export interface ThreadLog {
  /** Names this log: numbers of another one mean nothing here. */
  epoch(): Promise<string>;
  /**
   * Writes an entry once. With `begin` the thread is made when there is none. Resolves with undefined when there is no such
   * thread, it was removed, or it belongs to another user than `begin` says.
   */
  append(entry: NewEntry, begin?: NewThread): Promise<Written | undefined>;
  /** The entry that was written under this key in a thread of this link. */
  find(link: string, key: string): Promise<ThreadEntry | undefined>;
  /** Oldest first. */
  after(thread: string, seq: number, limit: number): Promise<readonly ThreadEntry[]>;
  /** The last ones before a number, oldest first. */
  page(query: ThreadPage): Promise<readonly ThreadEntry[]>;
  /** Everything that was written after a cursor, in all threads, oldest first. */
  since(cursor: number, limit: number): Promise<readonly LoggedEntry[]>;
  /** The newest cursor there is; 0 when there was none. */
  newest(): Promise<number>;
  /** What was said and is neither delivered nor undeliverable, in the order in which it was said. */
  undelivered(link: string, after: number, limit: number): Promise<readonly Outgoing[]>;
  /** Those of a user, the one in which something was said last first. */
  threads(user: string, limit: number): Promise<readonly Thread[]>;
  thread(id: string): Promise<Thread | undefined>;
  /** Resolves with the thread as it is then; undefined where the user has none of this id. */
  rename(id: string, user: string, title: string): Promise<Thread | undefined>;
  /** Never moves back. */
  markRead(id: string, user: string, seq: number): Promise<Thread | undefined>;
  /** Forgets a thread with all that was said; its id is not used again. False where the user has none of this id. */
  remove(id: string, user: string): Promise<boolean>;
  /** Whatever the case; newest first. `%` and `_` mean themselves. Looks at the newest entries of the user only: SEARCHED. */
  search(user: string, text: string, limit: number): Promise<readonly FoundEntry[]>;
  /** Forgets threads in which nothing was said since. Returns how many. */
  prune(before: number): Promise<number>;
  /** Calls back soon after this or another process wrote something; now and then also when nobody has. Returns how to stop. */
  watch(listener: () => void): () => void;
}
