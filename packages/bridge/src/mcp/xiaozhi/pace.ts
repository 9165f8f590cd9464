import type { Clock } from '../../domain/port/clock.ts';

/** Lets many begin something at one host one after the other, so that they do not fall upon it all at once. */
export interface Pace {
  /**
   * Calls `begin` when it is the caller's turn, which may be now. The returned function gives the place up: before the turn
   * has come, or when what was begun is done.
   */
  enter(host: string, begin: () => void): () => void;
}

export interface PaceOptions {
  readonly clock: Pick<Clock, 'after'>;
  /** From one begin to the next. Milliseconds. */
  readonly gapMs: number;
  /** How many may be under way at once. */
  readonly atOnce: number;
}

interface Host {
  readonly queue: Set<() => void>;
  underway: number;
  isResting: boolean;
}

export function createPace({ clock, gapMs, atOnce }: PaceOptions): Pace {
  const hosts = new Map<string, Host>();
  return {
    enter(name, begin) {
      const host = hosts.get(name) ?? { queue: new Set<() => void>(), underway: 0, isResting: false };
      hosts.set(name, host);
      // Each gets a function of its own, so that none leaves in the place of another.
      const turn = () => begin();
      let isIn = true;
      host.queue.add(turn);
      callNext(host);
      return () => {
        if (!isIn) return;
        isIn = false;
        if (host.queue.delete(turn)) return;
        host.underway--;
        callNext(host);
      };
    },
  };

  function callNext(host: Host): void {
    const [turn] = host.queue;
    if (turn === undefined || host.isResting || host.underway >= atOnce) return;
    host.queue.delete(turn);
    host.underway++;
    host.isResting = true;
    clock.after(gapMs, () => {
      host.isResting = false;
      callNext(host);
    });
    turn();
  }
}
