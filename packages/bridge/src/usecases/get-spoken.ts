import { Failure } from '../domain/failure.ts';
import type { SpokenTask, SpokenTasks } from '../domain/port/spoken-tasks.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import { isSettled, type Task } from '../domain/task.ts';
import type { Voice } from '../domain/voice.ts';
import type { Hearing } from './begin-hearing.ts';
import type { GetTask } from './get-task.ts';
import type { Waiting } from './wait-for-task.ts';

export interface SpokenRequest extends Pick<Waiting, 'waitMs' | 'enough' | 'onProgress'> {
  readonly principal: Principal;
  readonly voice: Pick<Voice, 'listener'>;
  /** Holds the result while it is waited for, and afterwards if it is there. */
  readonly hearing: Hearing;
  /** The number of a task, or a task's own id. Without it the newest that has ended, or the newest. */
  readonly which?: number | string | undefined;
}

export interface FoundSpoken {
  /** Undefined for a task that was asked otherwise. */
  readonly number: number | undefined;
  readonly task: Task;
}

/**
 * One task of somebody who listens, as soon as it is settled or the time is over.
 * Errors: `not_allowed`, `unknown_task`, `shutting_down`.
 */
export type GetSpoken = (request: SpokenRequest) => Promise<FoundSpoken>;

export interface GetSpokenDeps {
  readonly spoken: SpokenTasks;
  readonly store: TaskStore;
  readonly getTask: GetTask;
}

/** Nobody remembers more of what he asked. */
const NEWEST = 20;

export function createGetSpoken(deps: GetSpokenDeps): GetSpoken {
  return async function getSpoken({ principal, voice, hearing, which, ...waiting }) {
    requireScope(principal, 'read');
    // Before anything is awaited: a call that looks for news at the same time leaves it alone.
    if (typeof which === 'number') hearing.hold(which);
    const { number, id } = await find(deps, principal, voice, which);
    if (number !== undefined) hearing.hold(number);
    const task = await deps.getTask({ principal, id, ...waiting });
    if (number !== undefined && !isSettled(task.status)) hearing.letGo(number);
    return { number, task };
  };
}

interface Found {
  readonly number: number | undefined;
  readonly id: string;
}

async function find(
  deps: GetSpokenDeps,
  principal: Principal,
  { listener }: Pick<Voice, 'listener'>,
  which: number | string | undefined,
): Promise<Found> {
  const { spoken } = deps;
  if (typeof which === 'string') return { id: which, number: (await spoken.of(principal.id, which))?.number };
  if (which === undefined) return await newest(deps, principal, listener);
  const found = foundFrom(await spoken.find(principal.id, which));
  if (found === undefined) throw notFound(`There is no task ${which}.`);
  return found;
}

async function newest(
  { spoken, store }: GetSpokenDeps,
  principal: Principal,
  listener: string,
): Promise<Found> {
  const asked = (await spoken.newest(principal.id, listener, NEWEST)).flatMap((one) => foundFrom(one) ?? []);
  const states = await store.look(asked.map(({ id }) => id));
  const settled = new Set(states.filter(({ status }) => isSettled(status)).map(({ id }) => id));
  const found = asked.find(({ id }) => settled.has(id)) ?? asked[0];
  if (found === undefined) throw notFound('Nothing has been asked yet.');
  return found;
}

function foundFrom(one: SpokenTask | undefined): Found | undefined {
  return one?.taskId === undefined ? undefined : { number: one.number, id: one.taskId };
}

function notFound(message: string): Failure {
  return new Failure('unknown_task', message, {
    hint: 'Finished tasks are kept for a limited time; ask again what is still wanted.',
  });
}
