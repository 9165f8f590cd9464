import type { Clock } from '../domain/port/clock.ts';

/** Does something now and every so many milliseconds. Returns how to stop. */
export function sweepEvery(ms: number, clock: Clock, sweep: () => void): () => void {
  let cancel = () => {};
  const begin = () => {
    sweep();
    cancel = clock.after(ms, begin);
  };
  begin();
  return () => cancel();
}

/** Deletes as often as a batch comes back full: others get their turn in between. Returns how many it were. */
export async function deleteInBatches(
  limit: number,
  prune: (limit: number) => Promise<number>,
): Promise<number> {
  let deleted = 0;
  for (let some = limit; some === limit; deleted += some) some = await prune(limit);
  return deleted;
}
