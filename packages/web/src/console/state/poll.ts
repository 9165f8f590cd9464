import { shallowRef, type ShallowRef } from 'vue';
import type { Onlooker } from './onlooker.ts';
import type { Timer } from './timer.ts';

/** Sooner than anybody notices. */
const SOON_MS = 100;

/** Something that is read again and again while somebody looks at it. */
export interface Poll<T> {
  /** As it was read last. */
  readonly data: ShallowRef<T | undefined>;
  /** Why the last reading failed; what was read before stays. */
  readonly problem: ShallowRef<unknown>;
  /** Reads at once; once more afterwards when it is being read, for it may have missed what changed. */
  refresh(): Promise<void>;
  /** Something else is to be read: what is under way is not wanted any more. */
  anew(): void;
  /** Something has changed: reads soon, if somebody looks. */
  wake(): void;
  /** Takes what somebody else learned of it. */
  learn(data: T): void;
  /** Reads from now on. Returns how to stop. */
  start(): () => void;
}

export interface PollOptions<T> {
  readonly read: () => Promise<T>;
  readonly everyMs: number;
  readonly timer: Timer;
  readonly onlooker: Onlooker;
}

export function createPoll<T>({ read, everyMs, timer, onlooker }: PollOptions<T>): Poll<T> {
  const data = shallowRef<T>();
  const problem = shallowRef<unknown>();
  let running: Promise<void> | undefined;
  let isWantedAgain = false;
  let readers = 0;
  /** Counts what makes the reading under way old. */
  let learned = 0;
  let cancelNext = () => {};
  let stopWatching = () => {};

  return { data, problem, refresh, anew, wake, learn, start };

  async function refresh(): Promise<void> {
    if (running === undefined) running = readUntilQuiet().finally(() => (running = undefined));
    else isWantedAgain = true;
    await running;
  }

  async function readUntilQuiet(): Promise<void> {
    cancelNext();
    do {
      isWantedAgain = false;
      await readOnce();
    } while (isWantedAgain);
    plan();
  }

  async function readOnce(): Promise<void> {
    const before = learned;
    try {
      const found = await read();
      if (learned === before) data.value = found;
      problem.value = undefined;
    } catch (thrown) {
      problem.value = thrown;
    }
  }

  function plan(): void {
    cancelNext();
    if (readers > 0 && onlooker.isThere()) cancelNext = timer.after(everyMs, refreshUnseen);
  }

  function anew(): void {
    learned++;
    refreshUnseen();
  }

  /** What happens in a burst is read together. */
  function wake(): void {
    if (readers === 0 || !onlooker.isThere()) return;
    if (running !== undefined) {
      isWantedAgain = true;
      return;
    }
    cancelNext();
    cancelNext = timer.after(SOON_MS, refreshUnseen);
  }

  /** It never fails: what went wrong is in `problem`. */
  function refreshUnseen(): void {
    refresh().catch(() => {});
  }

  function learn(found: T): void {
    learned++;
    data.value = found;
    problem.value = undefined;
  }

  function start(): () => void {
    if (readers++ === 0) stopWatching = onlooker.onTurn(turn);
    refreshUnseen();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (--readers > 0) return;
      cancelNext();
      stopWatching();
    };
  }

  /** Who comes back sees what is, not what was. */
  function turn(): void {
    if (onlooker.isThere()) refreshUnseen();
    else cancelNext();
  }
}
