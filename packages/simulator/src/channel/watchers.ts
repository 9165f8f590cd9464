/** How long something that is awaited may take. Milliseconds. */
const PATIENCE_MS = 15_000;

/** Who waits for something to come true. */
export interface Watchers {
  /** Something happened. */
  look(): void;
  /** Resolves once it holds; rejects when it does not within `patienceMs`, fifteen seconds by default. `what` is said then. */
  until(holds: () => boolean, what?: string, patienceMs?: number): Promise<void>;
}

export function createWatchers(): Watchers {
  const looks = new Set<() => void>();
  return {
    look() {
      for (const look of looks) look();
    },
    until(holds, what = 'What was awaited', patienceMs = PATIENCE_MS) {
      const late = new Error(`${what} did not come about: ${holds.toString()}`);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => end(() => reject(late)), patienceMs);
        const look = () => holds() && end(resolve);
        const end = (settle: () => void) => {
          clearTimeout(timer);
          looks.delete(look);
          settle();
        };
        looks.add(look);
        look();
      });
    },
  };
}
