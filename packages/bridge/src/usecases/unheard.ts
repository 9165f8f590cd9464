import { permits } from '../domain/allow-list.ts';
import { toFailure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { SpokenTasks } from '../domain/port/spoken-tasks.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { holds, type Principal } from '../domain/principal.ts';
import type { Task } from '../domain/task.ts';
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

/** A task that has ended, by its number and its id. */
interface Waiting {
  readonly number: number;
  readonly id: string;
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

/** Their numbers, without what they say: results may be long. */
async function waitingFor(
  { spoken, store, clock }: UnheardDeps,
  principal: Principal,
  listener: string,
): Promise<readonly Waiting[]> {
  const since = clock.now() - REMEMBERED_MS;
  const waiting = await spoken.unheard({ principal: principal.id, listener, since, limit: MOST });
  const asked = waiting.flatMap(({ number, taskId }) =>
    taskId === undefined ? [] : [{ number, id: taskId }],
  );
  const tasks = await store.look(asked.map(({ id }) => id));
  const visible = new Set(tasks.filter((task) => permits(principal.allow, task)).map(({ id }) => id));
  return asked.filter(({ id }) => visible.has(id));
}

async function firstOf(
  deps: UnheardDeps,
  principal: Principal,
  waiting: readonly Waiting[],
  hearing: Hearing,
): Promise<News | undefined> {
  for (const [place, { number, id }] of waiting.entries()) {
    if (!hearing.isFree(number)) continue;
    const task = await take(deps, principal, { number, id }, hearing);
    if (task === undefined) continue;
    const others = waiting.slice(place + 1).filter((other) => hearing.isFree(other.number));
    return { number, task, others: others.length };
  }
  return undefined;
}

/** Held first and looked at then: whoever gave it since we read of it has noted that before he let it go. */
async function take(
  { spoken, store }: UnheardDeps,
  principal: Principal,
  { number, id }: Waiting,
  hearing: Hearing,
): Promise<Task | undefined> {
  let news: Task | undefined;
  hearing.hold(number);
  try {
    const [current, task] = await Promise.all([
      spoken.find(principal.id, number),
      store.get(id, principal.id),
    ]);
    // Whoever was asked for it meanwhile gives it.
    const isNews = current !== undefined && current.heardAt === undefined && !hearing.isShared(number);
    if (isNews) news = task;
    return news;
  } finally {
    if (news === undefined) hearing.letGo(number);
  }
}
