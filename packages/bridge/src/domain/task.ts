import { Failure, type FailureRecord } from './failure.ts';
import type { NotifyTarget } from './notice.ts';
import { wellFormed } from './well-formed.ts';

export type TaskStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';

export const TASK_STATUSES: readonly TaskStatus[] = [
  'pending',
  'running',
  'completed',
  'failed',
  'cancelled',
];

/** One request to an agent and what became of it. Times are milliseconds since 1970. */
export interface Task {
  /** Also the id and the idempotency key of its first run in the gateway. */
  readonly id: string;
  readonly principal: string;
  readonly instance: string;
  /** URL of that instance when the task was accepted: another process may know another gateway by the same name. */
  readonly gateway: string;
  /** What the caller says to go on in the same conversation. */
  readonly sessionId: string;
  readonly sessionKey: string;
  readonly message: string;
  /** Higher goes first; equal ones in order of arrival. */
  readonly priority: number;
  readonly origin: Origin;
  readonly idempotencyKey?: string;
  /** Until then it waits for a gateway that cannot be reached; afterwards it fails with the reason. */
  readonly giveUpAt: number;
  /** Its work does no harm when it is done twice: an interrupted run is begun anew. */
  readonly mayRepeat: boolean;
  /** Who is told when it has ended, besides whoever asks. */
  readonly notify: readonly NotifyTarget[];
  readonly status: TaskStatus;
  /** Which run of it this is, or will be: 1 unless it was begun anew. */
  readonly attempt: number;
  /** A pending task is not begun before this. */
  readonly notBefore?: number;
  /** Somebody asked to stop it while it runs; its worker settles it as cancelled. */
  readonly cancelRequested: boolean;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly settledAt?: number;
  readonly progress?: TaskProgress;
  readonly answer?: Answer;
  /** Why it failed; of a pending task, why it has to wait. */
  readonly failure?: FailureRecord;
}

/** What a list shows of a task: everything but the texts. */
export type TaskSummary = Omit<Task, 'message' | 'answer'> & { readonly hasAnswer: boolean };

/** The door a task came through. */
export type Origin = 'stdio' | 'http' | 'sse' | 'cli' | 'xiaozhi';

/** Kept coarsely in the store, streamed finely to whoever waits. */
export interface TaskProgress {
  /** Characters of the answer so far. */
  readonly characters: number;
  readonly lastActivityAt: number;
  /** The tool the agent is using right now. */
  readonly tool?: string;
}

/**
 * What whoever waits for a task sees of it: the answer so far where the task runs in the same process, its length where
 * another one runs it.
 */
export type LiveProgress =
  | { readonly text: string; readonly tool?: string }
  | Pick<TaskProgress, 'characters' | 'tool'>;

/** What the agent said. */
export interface Answer {
  readonly text: string;
  readonly model?: string;
  /** Why the agent stopped, in the gateway's word: `stop`, `length` … */
  readonly finishReason?: string;
  readonly usage?: Usage;
}

/** Tokens. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly total: number;
}

/** The three ways a task can end. */
export type Outcome =
  | { readonly status: 'completed'; readonly answer: Answer }
  | { readonly status: 'failed'; readonly failure: FailureRecord }
  | { readonly status: 'cancelled' };

export type NewTask = Omit<
  Task,
  | 'status'
  | 'cancelRequested'
  | 'attempt'
  | 'notBefore'
  | 'startedAt'
  | 'settledAt'
  | 'progress'
  | 'answer'
  | 'failure'
>;

/** Longest message, in characters; larger texts belong in a file the agent reads. */
export const MAX_MESSAGE_CHARS = 1_000_000;

/** Longest answer, in characters. A gateway that says more is stopped: the store and every client stay bounded. */
export const MAX_ANSWER_CHARS = 10_000_000;

export const MAX_PRIORITY = 100;

/** Of a question somebody waits for: it goes before background work, unless that was given more. */
export const WAITED_FOR_PRIORITY = 10;

/** Everything below blank except tab and line breaks; a NUL would cut the text in the gateway. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Checks a message and returns it trimmed and well-formed. Errors: `invalid_input`. */
export function checkMessage(message: string): string {
  const text = wellFormed(message.trim());
  if (text.length === 0)
    throw new Failure('invalid_input', 'message is empty.', { hint: 'Say what the agent should do.' });
  if (text.length > MAX_MESSAGE_CHARS) {
    throw new Failure(
      'invalid_input',
      `message has ${text.length} characters; at most ${MAX_MESSAGE_CHARS} are accepted.`,
      {
        hint: 'Put the text into a file the agent can read, or send it in parts within one session.',
      },
    );
  }
  if (CONTROL.test(text)) {
    throw new Failure('invalid_input', 'message holds control characters other than tab and line breaks.', {
      hint: 'Remove them; they usually come from binary data.',
    });
  }
  return text;
}

export function isSettled(status: TaskStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** A task as it is once it was accepted. */
export function pendingTask(task: NewTask): Task {
  return { ...task, status: 'pending', attempt: 1, cancelRequested: false };
}

/** A running task as it is once it has ended. */
export function settledTask(task: Task, outcome: Outcome, now: number): Task {
  return { ...task, ...outcome, settledAt: now };
}

/** The id of the run a task is at, in the gateway: a gateway never runs one id twice, so a repeated run has its own. */
export function runIdOf({ id, attempt }: Pick<Task, 'id' | 'attempt'>): string {
  return attempt === 1 ? id : `${id}.${attempt}`;
}

/** Why a task that nobody could cancel cannot be cancelled. */
export function notCancellable(task: Pick<Task, 'id' | 'status'>): Failure {
  return new Failure('not_cancellable', `Cannot cancel task ${task.id}: it is already ${task.status}.`, {
    hint: 'openclaw_task_status shows its result.',
  });
}

export function unknownTask(id: string): Failure {
  return new Failure('unknown_task', `Task not found: ${id}`, {
    hint: 'openclaw_task_list shows your tasks; finished ones are kept for a limited time.',
  });
}
