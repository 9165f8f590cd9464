/** Remembers promises until they have ended. */
export interface Tracker {
  track<T>(promise: Promise<T>): Promise<T>;
  /** Resolves when all have ended that are remembered now. */
  settled(): Promise<void>;
}

export function createTracker(): Tracker {
  const open = new Set<Promise<unknown>>();
  return {
    track(promise) {
      const ended: Promise<unknown> = promise.then(forget, forget);
      function forget() {
        open.delete(ended);
      }
      open.add(ended);
      return promise;
    },
    async settled() {
      await Promise.all(open);
    },
  };
}
