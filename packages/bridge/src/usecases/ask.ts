import { permits, restricts, type AllowLists } from '../domain/allow-list.ts';
import { pickAllowed } from '../domain/allowed-instance.ts';
import { Failure } from '../domain/failure.ts';
import { freshSessionFor } from '../domain/fresh-session.ts';
import { agentOf, requireMode } from '../domain/instance.ts';
import { MAX_NOTIFY_TARGETS, type NotifyTarget } from '../domain/notice.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import { checkSessionId, sessionKeyFor } from '../domain/session-key.ts';
import { spokenKey } from '../domain/spoken-key.ts';
import {
  checkMessage,
  MAX_PRIORITY,
  WAITED_FOR_PRIORITY,
  type NewTask,
  type Origin,
  type Task,
} from '../domain/task.ts';
import type { Background } from './background.ts';
import type { CancelTask } from './cancel-task.ts';
import { checkTarget, type CheckTargetDeps } from './check-target.ts';
import type { Worker } from './run-tasks.ts';
import type { Waiting, WaitForTask } from './wait-for-task.ts';

export interface Question extends Waiting {
  readonly principal: Principal;
  readonly origin: Origin;
  readonly message: string;
  readonly sessionId?: string | undefined;
  readonly instance?: string | undefined;
  readonly priority?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  /** The number of a question asked aloud, in place of an idempotency key. */
  readonly spokenNumber?: number | undefined;
  /**
   * Nobody waits for the answer: it goes behind what somebody waits for, and if its gateway is away, it waits until that is
   * back. Without it the caller is told at once.
   */
  readonly inBackground?: boolean | undefined;
  /** The work may be done twice: if it is interrupted, it is begun anew. */
  readonly mayRepeat?: boolean | undefined;
  /** Who is told when it has ended. */
  readonly notify?: readonly NotifyTarget[] | undefined;
  /** Called once the task is durable; `isNew` unless an earlier question made it. */
  readonly onAccepted?: ((task: Task, isNew: boolean) => void) | undefined;
}

/** How long background work waits for a gateway that is away. */
const PATIENCE_MS = 24 * 60 * 60 * 1000;

/**
 * Asks an agent. The question is a durable task before anything leaves the process; the door only decides how long
 * it waits. Resolves with the settled task, or with the task as it is when `waitMs` is over or it is `enough`.
 * When the signal aborts, the task is cancelled, pending or running, and the promise rejects with `cancelled`.
 * Errors: `not_allowed`, `invalid_input`, `unknown_instance`, `idempotency_conflict`, `store_unavailable`.
 */
export type Ask = (question: Question) => Promise<Task>;

export interface AskDeps extends CheckTargetDeps {
  readonly store: TaskStore;
  readonly worker: Pick<Worker, 'wake' | 'forget'>;
  /** Who is told of every task. */
  readonly alwaysNotify: readonly NotifyTarget[];
  readonly waitForTask: WaitForTask;
  readonly cancelTask: CancelTask;
  readonly background: Background;
  readonly clock: Clock;
  readonly newId: () => string;
}

export function createAsk(deps: AskDeps): Ask {
  return async function ask(question) {
    const accepted = await accept(deps, draft(deps, question), question);
    question.onAccepted?.(accepted.task, accepted.created);
    return await answerOrCancel(deps, accepted, question);
  };
}

/** Whoever stops waiting for a question of his own no longer wants it answered; one he only joined goes on. */
async function answerOrCancel(deps: AskDeps, { task, created }: Accepted, question: Question): Promise<Task> {
  const { waitForTask, cancelTask, background } = deps;
  try {
    return await waitForTask(task, { ...question, isNew: created });
  } catch (thrown) {
    if (created && question.signal?.aborted) {
      background('cancel a task its caller gave up', () =>
        cancelTask({ principal: question.principal, id: task.id }),
      );
    }
    throw thrown;
  }
}

function draft(deps: AskDeps, question: Question): NewTask {
  const { instances, clock, newId } = deps;
  const { principal, inBackground = false, mayRepeat = false } = question;
  requireScope(principal, 'chat');
  const instance = pickAllowed(instances, principal, question.instance);
  requireMode(instance, 'write');
  const agent = agentOf(instance);
  const sessionId =
    question.sessionId === undefined
      ? freshSessionFor(principal.allow, { id: newId(), instance: instance.name, agent })
      : checkSessionId(question.sessionId);
  const sessionKey = checkAllowed(principal, instance.name, sessionKeyFor(sessionId, agent));
  return {
    id: `task_${newId()}`,
    principal: principal.id,
    instance: instance.name,
    gateway: instance.url,
    sessionId,
    sessionKey,
    message: checkMessage(question.message),
    priority: checkPriority(question.priority ?? (inBackground ? 0 : WAITED_FOR_PRIORITY)),
    origin: question.origin,
    createdAt: clock.now(),
    giveUpAt: clock.now() + (inBackground ? PATIENCE_MS : 0),
    mayRepeat,
    notify: checkTargets(deps, principal, question.notify ?? []),
    ...keyOf(question),
  };
}

/** A session has no channel before somebody writes over one, so who is held to channels asks no agent. */
function checkAllowed({ allow }: Principal, instance: string, sessionKey: string): string {
  if (permits(allow, { instance, sessionKey })) return sessionKey;
  throw new Failure('not_allowed', `You may not talk to an agent in session "${sessionKey}".`, {
    hint: allowedSessions(allow),
  });
}

function allowedSessions(allow: AllowLists): string {
  if (restricts(allow, 'channels'))
    return 'This clawbridge only lets you into conversations over certain channels.';
  const names = allow.flatMap(({ agents, sessionPrefixes }) => [
    ...(agents.length === 0 ? [] : [`names its agent, one of ${agents.join(', ')}`]),
    ...(sessionPrefixes.length === 0 ? [] : [`begins with ${sessionPrefixes.join(' or ')}`]),
  ]);
  return `Pass a session_id that ${names.join(' and ')}.`;
}

function checkTargets(deps: AskDeps, principal: Principal, asked: readonly NotifyTarget[]): NotifyTarget[] {
  const { alwaysNotify } = deps;
  if (asked.length > MAX_NOTIFY_TARGETS) {
    throw new Failure(
      'invalid_input',
      `notify names ${asked.length} targets; at most ${MAX_NOTIFY_TARGETS} are told.`,
      {
        hint: 'Let one of them tell the others.',
      },
    );
  }
  for (const target of asked) checkTarget(deps, principal, target);
  return [...new Set([...alwaysNotify, ...asked])];
}

function keyOf({ spokenNumber, idempotencyKey }: Question): Pick<NewTask, 'idempotencyKey'> {
  if (spokenNumber !== undefined) return { idempotencyKey: spokenKey(spokenNumber) };
  return idempotencyKey === undefined ? {} : { idempotencyKey: checkIdempotencyKey(idempotencyKey) };
}

function checkIdempotencyKey(key: string): string {
  if (/^[\x20-\x7e]{1,256}$/.test(key)) return key;
  throw new Failure('invalid_input', 'idempotency_key must have 1 to 256 printable ASCII characters.', {
    hint: 'A UUID will do.',
  });
}

function checkPriority(priority: number): number {
  if (Number.isInteger(priority) && Math.abs(priority) <= MAX_PRIORITY) return priority;
  throw new Failure(
    'invalid_input',
    `priority must be an integer from -${MAX_PRIORITY} to ${MAX_PRIORITY}.`,
    {
      hint: 'Higher goes first; leave it out for 0.',
    },
  );
}

type Accepted = Awaited<ReturnType<TaskStore['add']>>;

/** The worker is woken before the insert is awaited: the store then commits insert and claim together. */
async function accept({ store, worker }: AskDeps, task: NewTask, question: Question): Promise<Accepted> {
  const adding = store.add(task);
  worker.wake(task.instance, task);
  let accepted: Accepted | undefined;
  try {
    accepted = await adding;
  } finally {
    // There is no such task: the store could not take it, or had an earlier one.
    if (!accepted?.created) worker.forget(task.id);
  }
  if (!accepted.created && !isSameQuestion(accepted.task, task, question)) {
    throw new Failure(
      'idempotency_conflict',
      `idempotency_key "${task.idempotencyKey}" was used for another question.`,
      {
        hint: `Use a new key, or openclaw_task_status with ${accepted.task.id} for the earlier answer.`,
      },
    );
  }
  return accepted;
}

/**
 * A question without a session gets a new one each time, so only a session it names counts. What the same person asked with
 * a token that lets him into other sessions is not his to see with this one.
 */
function isSameQuestion(earlier: Task, task: NewTask, { principal, sessionId, notify }: Question): boolean {
  return (
    permits(principal.allow, earlier) &&
    earlier.message === task.message &&
    earlier.instance === task.instance &&
    (sessionId === undefined || earlier.sessionKey === task.sessionKey) &&
    (notify === undefined || task.notify.every((target) => earlier.notify.includes(target)))
  );
}
