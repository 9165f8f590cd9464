import type { Entry, LineClock, ThreadHead } from '@clawbridge/wire';

/** The list of threads, and which log it is of. */
export interface KeptList {
  readonly epoch: string;
  readonly heads: readonly ThreadHead[];
}

/** The newest entries of a thread, and which log they are of. */
export interface KeptLog {
  readonly epoch: string;
  readonly entries: readonly Entry[];
}

/** Keeps over a reload what one person has looked at. */
export interface MemoryStore {
  loadList(): Promise<KeptList | undefined>;
  putList(list: KeptList): Promise<void>;
  loadLog(thread: string): Promise<KeptLog | undefined>;
  /** Those that were put longest ago make room for it. */
  putLog(thread: string, log: KeptLog): Promise<void>;
  removeLog(thread: string): Promise<void>;
  clear(): Promise<void>;
}

export interface MemoryOptions {
  readonly store: MemoryStore;
  readonly clock: LineClock;
  /** The threads as they are now. */
  heads(): readonly ThreadHead[];
}

/** What is shown before the relay has said anything, or while it cannot be reached. A browser that keeps nothing shows nothing. */
export interface Memory {
  /** Of the log that was known last; undefined once it is known that this is another one. */
  readonly epoch: () => string | undefined;
  /** The threads as they were; none when the relay has spoken already. */
  recallList(): Promise<readonly ThreadHead[]>;
  /** The newest entries of a thread as they were; none without any. */
  recallLog(thread: string): Promise<readonly Entry[]>;
  /** The relay's log is this one: what is kept of another one is thrown away. */
  learn(epoch: string): void;
  keepList(): void;
  keepLog(thread: string, entries: readonly Entry[]): void;
  forgetLog(thread: string): void;
  /** Nothing is kept from here on. */
  stop(): void;
}

/** Entries of a thread: the page that is seen first. */
const MOST_ENTRIES = 50;

/** What comes in quick succession is kept at once. */
const PAUSE_MS = 300;

export function createMemory({ store, clock, heads }: MemoryOptions): Memory {
  const logs = new Map<string, readonly Entry[]>();
  let list: Promise<KeptList | undefined> | undefined;
  let isListNew = false;
  let epoch: string | undefined;
  let isKnown = false;
  let cancel: (() => void) | undefined;
  let isStopped = false;

  return {
    epoch: () => epoch,
    async recallList() {
      const kept = await loadList();
      return isKnown ? [] : (kept?.heads ?? []);
    },
    async recallLog(thread) {
      await loadList();
      const kept = await store.loadLog(thread).catch(() => undefined);
      return kept !== undefined && kept.epoch === epoch ? kept.entries : [];
    },
    learn(next) {
      if (epoch !== undefined && epoch !== next) throwAway();
      epoch = next;
      isKnown = true;
      keepList();
    },
    keepList,
    keepLog(thread, entries) {
      logs.set(thread, entries);
      keepSoon();
    },
    forgetLog(thread) {
      logs.delete(thread);
      quietly(store.removeLog(thread));
      keepList();
    },
    stop() {
      isStopped = true;
      cancel?.();
    },
  };

  async function loadList(): Promise<KeptList | undefined> {
    list ??= store.loadList().catch(() => undefined);
    const kept = await list;
    if (!isKnown) epoch ??= kept?.epoch;
    else if (kept !== undefined && kept.epoch !== epoch) throwAway();
    return kept;
  }

  function throwAway(): void {
    logs.clear();
    list = Promise.resolve(undefined);
    quietly(store.clear());
  }

  function keepList(): void {
    isListNew = true;
    keepSoon();
  }

  function keepSoon(): void {
    if (!isStopped) cancel ??= clock.after(PAUSE_MS, keepNow);
  }

  function keepNow(): void {
    cancel = undefined;
    if (epoch === undefined) return;
    if (isListNew) quietly(store.putList({ epoch, heads: heads() }));
    isListNew = false;
    for (const [thread, entries] of logs)
      quietly(store.putLog(thread, { epoch, entries: entries.slice(-MOST_ENTRIES) }));
    logs.clear();
  }
}

/** The relay has all of it: where it cannot be kept, it is read again. */
function quietly(promise: Promise<void>): void {
  promise.catch(() => undefined);
}
