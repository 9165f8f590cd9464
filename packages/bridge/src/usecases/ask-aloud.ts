import { permits } from '../domain/allow-list.ts';
import { pickAllowed } from '../domain/allowed-instance.ts';
import { Failure, toFailure, recordOf, type FailureRecord } from '../domain/failure.ts';
import { sessionWithin } from '../domain/fresh-session.ts';
import { agentOf } from '../domain/instance.ts';
import { parseTarget, type NotifyTarget } from '../domain/notice.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { SpokenTask, SpokenTasks } from '../domain/port/spoken-tasks.ts';
import type { StopSignal } from '../domain/port/stop-signal.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { OWNER, requireScope, type Principal } from '../domain/principal.ts';
import { checkMessage, isSettled, type LiveProgress, type Origin, type Task } from '../domain/task.ts';
import type { Voice } from '../domain/voice.ts';
import type { Ask, Question } from './ask.ts';
import type { Hearing } from './begin-hearing.ts';
import { checkTarget, type CheckTargetDeps } from './check-target.ts';
import { inTurn } from './in-turn.ts';
import type { WaitForTask } from './wait-for-task.ts';

export interface AloudQuestion {
  readonly principal: Principal;
  readonly origin: Origin;
  readonly voice: Voice;
  /** Holds the result while it is waited for, and afterwards if it is there. */
  readonly hearing: Hearing;
  /** The same for calls that say the same. */
  readonly fingerprint: string;
  readonly message: string;
  /** The listener's conversation. */
  readonly sessionId: string;
  /** Milliseconds. */
  readonly waitMs: number;
  /** As {@link Question.inBackground}. */
  readonly inBackground?: boolean | undefined;
  /**
   * Who is told of the end, besides those the voice names. Whom nobody can tell is left out, and so is what is no configured
   * notifier unless the owner asks: who stands before a device writes to nobody in the owner's name.
   */
  readonly notify?: readonly NotifyTarget[] | undefined;
  /** Ends the waiting, never the task: somebody may ask for it. */
  readonly signal?: StopSignal | undefined;
  readonly onProgress?: ((progress: LiveProgress) => void) | undefined;
  /** As {@link Question.onAccepted}; not called for a question that is known by its number. */
  readonly onAccepted?: Question['onAccepted'];
}

/** A task and the number it is spoken of by. */
export interface Numbered {
  readonly number: number;
  readonly task: Task;
}

export interface AskedAloud extends Numbered {
  /** Why one of those who should be told cannot be. */
  readonly untold?: FailureRecord;
}

/**
 * Asks an agent for somebody who listens. Resolves with the settled task, or with the task as it is when the time is over;
 * then its end is also told to whom the voice and the question name. The same question, asked again within a minute while
 * its answer was not heard, is the same task. Goes on in the listener's conversation, or beside it while that is busy: no
 * question waits behind long work. Errors: as {@link Ask}, `shutting_down`.
 */
export type AskAloud = (question: AloudQuestion) => Promise<AskedAloud>;

export interface AskAloudDeps extends CheckTargetDeps {
  readonly spoken: SpokenTasks;
  readonly store: TaskStore;
  readonly ask: Ask;
  readonly waitForTask: WaitForTask;
  readonly clock: Clock;
}

/** A model that got no answer in time says the same again. */
const SAME_QUESTION_MS = 60_000;

/** Behind these nothing of a session can run: the tasks of one session run one after the other. */
const NEWEST_OF_SESSION = 5;

export function createAskAloud(deps: AskAloudDeps): AskAloud {
  const acceptInTurn = inTurn();
  return async function askAloud(question) {
    const { principal } = question;
    const told = whoIsTold(deps, question);
    const usual = conversationOf(deps, question);
    const turn = `${principal.id} ${question.voice.listener} ${usual}`;
    const accepted = await acceptInTurn(turn, () => accept(deps, question, usual));
    const task = await answerOrLater(deps, accepted, question, told.targets);
    const { untold } = told;
    return { number: accepted.number, task, ...(untold === undefined ? {} : { untold }) };
  };
}

/** A task is worth more than the news of its end: it is accepted without them. */
function whoIsTold(deps: AskAloudDeps, { principal, voice, notify = [] }: AloudQuestion) {
  const targets = new Set(voice.notify);
  let untold: FailureRecord | undefined;
  for (const target of notify) {
    try {
      checkNamed(principal, target);
      checkTarget(deps, principal, target);
      targets.add(target);
    } catch (thrown) {
      untold = recordOf(toFailure(thrown));
    }
  }
  return { targets: [...targets], untold };
}

function checkNamed({ id }: Principal, target: NotifyTarget): void {
  if (id === OWNER.id || parseTarget(target).kind === 'named') return;
  throw new Failure('not_allowed', 'You may only name a configured notifier.', {
    hint: 'Recipients and webhooks are for the owner to name.',
  });
}

/** Refuses what is refused anyway, before a number is used up. */
function conversationOf({ instances }: AskAloudDeps, question: AloudQuestion): string {
  const { principal, voice, sessionId, message } = question;
  requireScope(principal, 'chat');
  checkMessage(message);
  const instance = pickAllowed(instances, principal, voice.instance);
  return sessionWithin(principal.allow, {
    usual: sessionId,
    instance: instance.name,
    agent: agentOf(instance),
  });
}

/** One after the other in a conversation: whoever repeats a question finds its task, and nobody takes a free place twice. */
async function accept(deps: AskAloudDeps, question: AloudQuestion, usual: string): Promise<Numbered> {
  const { spoken, clock } = deps;
  const { principal, voice, fingerprint } = question;
  const now = clock.now();
  const asked = await spoken.number({
    principal: principal.id,
    listener: voice.listener,
    fingerprint,
    now,
    since: now - SAME_QUESTION_MS,
  });
  const { number } = asked.spoken;
  const known = await taskOf(deps, principal, asked.spoken);
  if (known !== undefined) return { number, task: known };
  const sessionId = await placeFor(deps, principal, usual, number);
  const task = await askOnce(deps, question, { number, sessionId });
  return { number, task };
}

async function taskOf({ store }: AskAloudDeps, principal: Principal, { taskId }: SpokenTask) {
  const task = taskId === undefined ? undefined : await store.get(taskId, principal.id);
  return task !== undefined && permits(principal.allow, task) ? task : undefined;
}

async function placeFor(
  { store }: AskAloudDeps,
  principal: Principal,
  usual: string,
  number: number,
): Promise<string> {
  const { tasks } = await store.list({ principal: principal.id, sessionId: usual, limit: NEWEST_OF_SESSION });
  return tasks.every(({ status }) => isSettled(status)) ? usual : `${usual}:task_${number}`;
}

interface Place {
  readonly number: number;
  readonly sessionId: string | undefined;
}

/** Another process may have asked it meanwhile: then its session is that of the task. */
async function askOnce(deps: AskAloudDeps, question: AloudQuestion, place: Place): Promise<Task> {
  try {
    return await ask(deps, question, place);
  } catch (thrown) {
    if (toFailure(thrown).code !== 'idempotency_conflict') throw thrown;
    return await ask(deps, question, { ...place, sessionId: undefined });
  }
}

function ask(
  deps: AskAloudDeps,
  { principal, origin, voice, message, inBackground, onAccepted }: AloudQuestion,
  { number, sessionId }: Place,
): Promise<Task> {
  return deps.ask({
    principal,
    origin,
    message,
    sessionId,
    instance: voice.instance,
    inBackground,
    onAccepted,
    spokenNumber: number,
    waitMs: 0,
  });
}

async function answerOrLater(
  deps: AskAloudDeps,
  { number, task }: Numbered,
  question: AloudQuestion,
  targets: readonly NotifyTarget[],
): Promise<Task> {
  const { hearing, waitMs, signal: enough, onProgress } = question;
  hearing.hold(number);
  try {
    const waited = await deps.waitForTask(task, { waitMs, enough, onProgress });
    const last = isSettled(waited.status) ? waited : await alsoTell(deps, waited, targets);
    if (!isSettled(last.status)) hearing.letGo(number);
    return last;
  } catch (thrown) {
    hearing.letGo(number);
    await alsoTell(deps, task, targets);
    throw thrown;
  }
}

/** The task as it is. Where it has ended in this moment, nobody needs to be told. */
async function alsoTell(
  { store }: AskAloudDeps,
  task: Task,
  targets: readonly NotifyTarget[],
): Promise<Task> {
  const { id, principal } = task;
  if (targets.length === 0 || (await store.alsoNotify(id, principal, targets))) return task;
  return (await store.get(id, principal)) ?? task;
}
