import type { Background } from '../usecases/background.ts';

/** What was begun for a socket goes on when the socket is gone; before the store is closed it has to be waited for. */
export interface Work {
  readonly background: Background;
  /** Resolves when nothing goes on any more. */
  idle(): Promise<void>;
}

export function createWork(background: Background): Work {
  const underway = new Set<Promise<unknown>>();
  return {
    background: (name, work) =>
      background(name, async () => {
        const working = work();
        underway.add(working);
        try {
          await working;
        } finally {
          underway.delete(working);
        }
      }),
    async idle() {
      while (underway.size > 0) await Promise.allSettled(underway);
    },
  };
}
