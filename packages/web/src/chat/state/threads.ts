import type { ThreadHead } from '@clawbridge/wire';
import { computed, shallowReactive, type ComputedRef } from 'vue';

/** The list of threads. */
export interface Threads {
  /** What was talked in last comes first. */
  readonly list: ComputedRef<readonly ThreadHead[]>;
  readonly unread: ComputedRef<number>;
  find(id: string): ThreadHead | undefined;
  replace(heads: readonly ThreadHead[]): void;
  put(head: ThreadHead): void;
  remove(id: string): void;
  /** Seen up to there; the relay is told by whoever calls. */
  markRead(id: string, seq: number): void;
}

export function createThreads(): Threads {
  const heads = shallowReactive(new Map<string, ThreadHead>());
  const list = computed(() => [...heads.values()].toSorted((a, b) => b.at - a.at || compare(a.id, b.id)));
  return {
    list,
    unread: computed(() => list.value.reduce((sum, { unread }) => sum + unread, 0)),
    find: (id) => heads.get(id),
    replace(all) {
      heads.clear();
      for (const head of all) heads.set(head.id, head);
    },
    put: (head) => void heads.set(head.id, head),
    remove: (id) => void heads.delete(id),
    markRead(id, seq) {
      const head = heads.get(id);
      if (head !== undefined && seq > head.read) heads.set(id, { ...head, read: seq, unread: 0 });
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
