import type { Clock } from '../domain/port/clock.ts';
import type { SpokenTasks } from '../domain/port/spoken-tasks.ts';
import type { Principal } from '../domain/principal.ts';
import type { Background } from './background.ts';

/**
 * One call of somebody who listens, and the results it gives. What it holds, from the moment it waits for it until its answer
 * is written, no other call of this process tells as news. Calls that are asked for the same result all give it.
 */
export interface Hearing {
  /** This result is waited for, or given. */
  hold(number: number): void;
  /** It is not given after all, and by this call told as no news either: what it says of it would not agree. */
  letGo(number: number): void;
  /** No call holds it, this one included, and this one has not let it go. */
  isFree(number: number): boolean;
  /** Another call holds it, too. */
  isShared(number: number): boolean;
  /** The answer is written: what is held was heard. Nobody waits until that is noted: at worst it is told once more. */
  heard(): void;
  /** There is no answer: what is held was not heard. */
  lost(): void;
}

export type BeginHearing = (principal: Principal) => Hearing;

export interface BeginHearingDeps {
  readonly spoken: SpokenTasks;
  readonly clock: Clock;
  readonly background: Background;
}

export function createBeginHearing({ spoken, clock, background }: BeginHearingDeps): BeginHearing {
  /** How many calls hold a result. */
  const calls = new Map<string, number>();
  return function beginHearing({ id }) {
    const held = new Set<number>();
    const gone = new Set<number>();
    let isOver = false;
    const keyOf = (number: number) => `${number} ${id}`;
    const callsOf = (number: number) => calls.get(keyOf(number)) ?? 0;
    return {
      hold(number) {
        if (isOver || held.has(number)) return;
        held.add(number);
        calls.set(keyOf(number), callsOf(number) + 1);
      },
      letGo(number) {
        if (isOver) return;
        gone.add(number);
        release(number);
      },
      isFree: (number) => callsOf(number) === 0 && !gone.has(number),
      isShared: (number) => callsOf(number) > (held.has(number) ? 1 : 0),
      heard() {
        if (isOver) return;
        isOver = true;
        if (held.size > 0) background('note what was heard', note);
      },
      lost() {
        if (isOver) return;
        isOver = true;
        releaseAll();
      },
    };

    async function note(): Promise<void> {
      try {
        await spoken.heard(id, [...held], clock.now());
      } finally {
        releaseAll();
      }
    }

    function releaseAll(): void {
      for (const number of held) release(number);
    }

    function release(number: number): void {
      if (!held.delete(number)) return;
      const left = callsOf(number) - 1;
      if (left === 0) calls.delete(keyOf(number));
      else calls.set(keyOf(number), left);
    }
  };
}
