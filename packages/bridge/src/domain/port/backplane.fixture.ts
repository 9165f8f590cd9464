import type { Backplane } from './backplane.ts';

/** So many ends of one wire: what one says comes to all others, and not back. */
export function createBackplanes(count: number): readonly Backplane[] {
  const ends = Array.from({ length: count }, () => new Set<(message: unknown) => void>());
  return ends.map((mine) => ({
    publish(message) {
      const copy: unknown = JSON.parse(JSON.stringify(message));
      for (const other of ends) if (other !== mine) for (const listener of other) listener(copy);
    },
    listen(listener) {
      mine.add(listener);
      return () => void mine.delete(listener);
    },
  }));
}
