import { Failure } from '../../domain/failure.ts';

/** At most this many and about so much text travel in one statement. */
const MOST = 200;
const MOST_CHARS = 1_000_000;

/**
 * What is asked for in one turn of the event loop, or while the statement before is on its way, travels as one statement
 * with one commit: it costs little more for ten than for one. One at a time, so that things happen in the order they
 * were asked for. A lone one never waits.
 */
export interface Group<I, O> {
  (item: I): Promise<O>;
}

interface Entry<I, O> {
  readonly item: I;
  readonly resolve: (result: O) => void;
  readonly reject: (reason: unknown) => void;
}

export interface GroupOf<I, O> {
  /** One result for each item, in the same order; a Failure when that item is to blame. Throws when nothing was done. */
  send(items: readonly I[]): Promise<readonly (O | Failure)[]>;
  /** No statement holds two of one key; without it there is no such rule. */
  keyOf?(item: I): string;
  /** About how many characters it has. */
  sizeOf(item: I): number;
}

export function createGroup<I, O>({ send, keyOf, sizeOf }: GroupOf<I, O>): Group<I, O> {
  let queue: Entry<I, O>[] = [];
  let isWorking = false;

  return (item) => {
    const done = new Promise<O>((resolve, reject) => {
      queue.push({ item, resolve, reject });
    });
    if (!isWorking) {
      isWorking = true;
      setImmediate(work);
    }
    return done;
  };

  function work(): void {
    const batch = nextBatch();
    if (batch.length === 0) {
      isWorking = false;
      return;
    }
    deliver(batch).then(work, work);
  }

  function nextBatch(): readonly Entry<I, O>[] {
    const keys = new Set<string>();
    let chars = 0;
    const end = queue.findIndex(({ item }, i) => {
      chars += sizeOf(item);
      const key = keyOf?.(item) ?? `${i}`;
      if (keys.has(key) || i === MOST || (i > 0 && chars > MOST_CHARS)) return true;
      keys.add(key);
      return false;
    });
    const batch = end === -1 ? queue : queue.slice(0, end);
    queue = end === -1 ? [] : queue.slice(end);
    return batch;
  }

  /** A statement that fails is repeated one by one: only the item that is to blame fails. */
  async function deliver(batch: readonly Entry<I, O>[]): Promise<void> {
    try {
      const results = await send(batch.map(({ item }) => item));
      batch.forEach((entry, i) => settle(entry, results[i]!));
    } catch (thrown) {
      // The store's fault, not an item's: each would wait for it as long.
      const isHopeless = thrown instanceof Failure && thrown.retryable;
      if (batch.length === 1 || isHopeless) for (const { reject } of batch) reject(thrown);
      else for (const entry of batch) await deliver([entry]);
    }
  }

  function settle({ resolve, reject }: Entry<I, O>, result: O | Failure): void {
    if (result instanceof Failure) reject(result);
    else resolve(result);
  }
}
