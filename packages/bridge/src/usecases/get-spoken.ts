import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { SpokenTask, SpokenTasks } from '../domain/port/spoken-tasks.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import { isSettled, type Task } from '../domain/task.ts';
import type { Voice } from '../domain/voice.ts';
import type { Hearing } from './begin-hearing.ts';
import type { GetTask } from './get-task.ts';
import { REMEMBERED_MS } from './unheard.ts';
import type { Waiting } from './wait-for-task.ts';

export interface SpokenRequest extends Pick<Waiting, 'waitMs' | 'enough' | 'onProgress'> {
  readonly principal: Principal;
  readonly voice: Pick<Voice, 'listener'>;
  /** Holds the result while it is waited for, and afterwards if it is there. */
  readonly hearing: Hearing;
  /**
   * The number of a task, or a task's own id. Without it the newest the listener asked within a day and has not heard, also
   * one that runs; where there is none, the one whose result it was given last, or the newest.
   */
  readonly which?: number | string | undefined;
  /** More of a result is wanted: without `which`, of the one that was given last. */
  readonly goesOn?: boolean | undefined;
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
  readonly getTask: GetTask;
  readonly clock: Clock;
}

/** Nobody remembers more of what he asked. */
const NEWEST = 20;

export function createGetSpoken(deps: GetSpokenDeps): GetSpoken {
  return async function getSpoken({ principal, voice, hearing, which, goesOn, ...waiting }) {
    requireScope(principal, 'read');
    // Before anything is awaited: a call that looks for news at the same time leaves it alone.
    if (typeof which === 'number') hearing.hold(which);
    const { number, id } =
      which === undefined ? await meant(deps, principal, voice, goesOn) : await find(deps, principal, which);
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

async function find({ spoken }: GetSpokenDeps, principal: Principal, which: number | string): Promise<Found> {
  if (typeof which === 'string') return { id: which, number: (await spoken.of(principal.id, which))?.number };
  const found = foundFrom(await spoken.find(principal.id, which));
  if (found === undefined) throw notFound(`There is no task ${which}.`);
  return found;
}

/** What somebody means who says "the result", or "go on". */
async function meant(
  { spoken, clock }: GetSpokenDeps,
  principal: Principal,
  { listener }: Pick<Voice, 'listener'>,
  goesOn = false,
): Promise<Found> {
  const asked = await spoken.newest(principal.id, listener, NEWEST);
  const since = clock.now() - REMEMBERED_MS;
  const unheard = asked.find(({ heardAt, askedAt }) => heardAt === undefined && askedAt > since);
  const given = newestGiven(asked);
  const found = foundFrom((goesOn ? (given ?? unheard) : (unheard ?? given)) ?? asked[0]);
  if (found === undefined) throw notFound('Nothing has been asked yet.');
  return found;
}

/** Of results that were given at once, the one with the higher number: news of an earlier task comes first, the answer last. */
function newestGiven(asked: readonly SpokenTask[]): SpokenTask | undefined {
  const [first] = asked
    .filter(({ heardAt }) => heardAt !== undefined)
    .toSorted((one, other) => (other.heardAt ?? 0) - (one.heardAt ?? 0) || other.number - one.number);
  return first;
}

function foundFrom(one: SpokenTask | undefined): Found | undefined {
  return one?.taskId === undefined ? undefined : { number: one.number, id: one.taskId };
}

function notFound(message: string): Failure {
  return new Failure('unknown_task', message, {
    hint: 'Finished tasks are kept for a limited time; ask again what is still wanted.',
  });
}
