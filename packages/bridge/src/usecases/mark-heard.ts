import type { Clock } from '../domain/port/clock.ts';
import type { SpokenTasks } from '../domain/port/spoken-tasks.ts';
import type { Principal } from '../domain/principal.ts';
import type { Background } from './background.ts';
import type { Hearing } from './hearing.ts';

/** Somebody was given these results. Nobody waits for it: at worst they are told once more. */
export type MarkHeard = (principal: Principal, numbers: readonly number[]) => void;

export interface MarkHeardDeps {
  readonly spoken: SpokenTasks;
  readonly hearing: Hearing;
  readonly clock: Clock;
  readonly background: Background;
}

export function createMarkHeard({ spoken, hearing, clock, background }: MarkHeardDeps): MarkHeard {
  return function markHeard({ id }, numbers) {
    if (numbers.length === 0) return;
    const ends = numbers.map((number) => hearing.begin(id, number));
    background('note what was heard', async () => {
      try {
        await spoken.heard(id, numbers, clock.now());
      } finally {
        for (const end of ends) end();
      }
    });
  };
}
