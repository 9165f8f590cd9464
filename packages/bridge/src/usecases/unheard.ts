import { permits } from '../domain/allow-list.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { SpokenTasks } from '../domain/port/spoken-tasks.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { holds, type Principal } from '../domain/principal.ts';
import type { Voice } from '../domain/voice.ts';
import type { Numbered } from './ask-aloud.ts';
import type { Hearing } from './hearing.ts';

/** What this listener asked, what has ended, and what he has not heard yet; what ended first comes first. */
export type FindUnheard = (
  principal: Principal,
  voice: Pick<Voice, 'listener'>,
) => Promise<readonly Numbered[]>;

export interface UnheardDeps {
  readonly spoken: SpokenTasks;
  readonly store: TaskStore;
  readonly hearing: Hearing;
  readonly clock: Clock;
}

/** What was asked yesterday comes as a surprise. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** Of more only the number could be said. */
const MOST = 10;

export function createUnheard({ spoken, store, hearing, clock }: UnheardDeps): FindUnheard {
  return async function unheard(principal, { listener }) {
    if (!holds(principal, 'read')) return [];
    const since = clock.now() - REMEMBERED_MS;
    const waiting = await spoken.unheard({ principal: principal.id, listener, since, limit: MOST });
    const found = await Promise.all(
      waiting
        .filter(({ number }) => !hearing.isGoingOn(principal.id, number))
        .map(async ({ number, taskId = '' }) => ({ number, task: await store.get(taskId, principal.id) })),
    );
    return found.flatMap(({ number, task }) =>
      task !== undefined && permits(principal.allow, task) ? [{ number, task }] : [],
    );
  };
}
