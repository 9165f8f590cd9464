import { arrival, type Entry } from '@clawbridge/wire';

/** What a browser holds of its threads. */
export interface ThreadMemory {
  epoch: string | undefined;
  entries(thread: string): readonly Entry[];
  /** How far each thread goes that is held. */
  held(): { readonly id: string; readonly seq: number }[];
  take(thread: string, entry: Entry): ReturnType<typeof arrival>;
  /** Instead of what was held. */
  replace(thread: string, entries: readonly Entry[]): void;
  forget(thread: string): void;
  clear(): void;
}

export function createThreadMemory(): ThreadMemory {
  const threads = new Map<string, Entry[]>();
  const seqOf = (thread: string) => threads.get(thread)?.at(-1)?.seq ?? 0;
  return {
    epoch: undefined,
    entries: (thread) => threads.get(thread) ?? [],
    held: () => [...threads.keys()].map((id) => ({ id, seq: seqOf(id) })),
    take(thread, entry) {
      const how = arrival(seqOf(thread), entry.seq);
      if (how === 'next') threads.set(thread, [...(threads.get(thread) ?? []), entry]);
      return how;
    },
    replace: (thread, entries) => void threads.set(thread, [...entries]),
    forget: (thread) => void threads.delete(thread),
    clear: () => threads.clear(),
  };
}
