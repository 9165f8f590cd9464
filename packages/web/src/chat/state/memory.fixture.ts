import type { KeptList, KeptLog, MemoryStore } from './memory.ts';

/** What a browser keeps, for as long as a test. */
export function createMemoryShelf(): MemoryStore & { readonly logs: ReadonlyMap<string, KeptLog> } {
  const logs = new Map<string, KeptLog>();
  let kept: KeptList | undefined;
  return {
    logs,
    loadList: async () => kept,
    putList: async (list) => void (kept = list),
    loadLog: async (thread) => logs.get(thread),
    putLog: async (thread, log) => void logs.set(thread, log),
    removeLog: async (thread) => void logs.delete(thread),
    clear: async () => (logs.clear(), void (kept = undefined)),
  };
}
