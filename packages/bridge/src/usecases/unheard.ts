import { permits } from '../domain/allow-list.ts';
import { toFailure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { SpokenTask, SpokenTasks } from '../domain/port/spoken-tasks.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { holds, type Principal } from '../domain/principal.ts';
import type { Voice } from '../domain/voice.ts';
import type { Numbered } from './ask-aloud.ts';
import type { Hearing } from './begin-hearing.ts';

/** A result nobody has heard. */
export interface News extends Numbered {
  /** How many others there are. */
  readonly others: number;
}

/**
 * Of what this listener asked and has not heard, what ended first; from now on this call holds it. What another call gives
 * is no news, and neither is what cannot be read.
 */
export type FindUnheard = (
  principal: Principal,
  voice: Pick<Voice, 'listener'>,
  hearing: Hearing,
) => Promise<News | undefined>;

export interface UnheardDeps {
  readonly spoken: SpokenTasks;
  readonly store: TaskStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** What was asked yesterday comes as a surprise. */
export const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** Of more only the number could be said. */
const MOST = 10;

export function createUnheard(deps: UnheardDeps): FindUnheard {
  return async function unheard(principal, { listener }, hearing) {
    if (!holds(principal, 'read')) return undefined;
    try {
      const waiting = await waitingFor(deps, principal, listener);
      return await firstOf(deps, principal, waiting, hearing);
    } catch (thrown) {
      const { code, message } = toFailure(thrown);
      deps.log.warn({ listener, code }, `what was not heard yet cannot be read: ${message}`);
      return undefined;
    }
  };
}

async function waitingFor(
  { spoken, store, clock }: UnheardDeps,
  principal: Principal,
  listener: string,
): Promise<readonly Numbered[]> {
  const since = clock.now() - REMEMBERED_MS;
  const waiting = await spoken.unheard({ principal: principal.id, listener, since, limit: MOST });
  const taskOf = ({ taskId = '' }: SpokenTask) => store.get(taskId, principal.id);
  const found = await Promise.all(
    waiting.map(async (one) => ({ number: one.number, task: await taskOf(one) })),
  );
  return found.flatMap(({ number, task }) =>
    task !== undefined && permits(principal.allow, task) ? [{ number, task }] : [],
  );
}

async function firstOf(
  deps: UnheardDeps,
  principal: Principal,
  waiting: readonly Numbered[],
  hearing: Hearing,
): Promise<News | undefined> {
  for (const [place, one] of waiting.entries()) {
    if (!hearing.isFree(one.number) || !(await take(deps, principal, one.number, hearing))) continue;
    const others = waiting.slice(place + 1).filter(({ number }) => hearing.isFree(number));
    return { ...one, others: others.length };
  }
  return undefined;
}

/** Held first and looked at then: whoever gave it since we read of it has noted that before he let it go. */
async function take({ spoken }: UnheardDeps, principal: Principal, number: number, hearing: Hearing) {
  let isNews = false;
  hearing.hold(number);
  try {
    const current = await spoken.find(principal.id, number);
    // Whoever was asked for it meanwhile gives it.
    isNews = current !== undefined && current.heardAt === undefined && !hearing.isShared(number);
    return isNews;
  } finally {
    if (!isNews) hearing.letGo(number);
  }
}
