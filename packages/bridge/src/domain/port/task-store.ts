import type { FailureRecord } from '../failure.ts';
import type { NotifyTarget } from '../notice.ts';
import type { Retry } from '../retry.ts';
import type { NewTask, Outcome, Task, TaskProgress, TaskStatus, TaskSummary } from '../task.ts';

export interface Claim {
  readonly worker: string;
  readonly instance: string;
  /** Its URL. */
  readonly gateway: string;
  /** At most this many tasks. */
  readonly limit: number;
  /** Only tasks with these ids; all of them without it. */
  readonly only?: readonly string[];
  /** Only tasks of this priority and higher. */
  readonly minPriority?: number;
  readonly now: number;
  readonly leaseUntil: number;
}

/** Why pending tasks of a gateway cannot be begun, and which of them wait no longer. */
export interface Surrender extends Pick<Claim, 'only' | 'now'> {
  /** Of this instance and gateway; of all of them, also those no process knows any more, without it. */
  readonly instance?: string;
  readonly gateway?: string;
  /** Those whose time to wait was over by then. */
  readonly waitedUntil: number;
  readonly failure: FailureRecord;
}

export interface Renewal {
  readonly worker: string;
  readonly leaseUntil: number;
  readonly progress: ReadonlyMap<string, TaskProgress | undefined>;
}

export interface TaskFilter {
  /** Of everybody without it: for who may see all. */
  readonly principal?: string;
  readonly status?: TaskStatus;
  readonly sessionId?: string;
  readonly instance?: string;
  readonly limit: number;
  /** Where an earlier page ended: its `nextCursor`. */
  readonly cursor?: string;
}

export interface TaskPage {
  /** Newest first. */
  readonly tasks: readonly TaskSummary[];
  /** Leads to the page after this one; there is none without it. */
  readonly nextCursor?: string;
  /** Of everything the filter's principal has, whatever the other filters say. */
  readonly counts: Readonly<Record<TaskStatus, number>>;
}

export interface TallyQuery {
  /** Tasks that were settled from then on … */
  readonly since: number;
  readonly until: number;
  /** … in steps of so many milliseconds. */
  readonly stepMs: number;
}

/** How the tasks of one step of time ended. Steps in which none did are left out. */
export interface TaskTally {
  /** When the step began. */
  readonly at: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** From the question to the end of those that were completed: half of them took no longer, and 95 of 100. */
  readonly medianMs?: number;
  readonly slowMs?: number;
}

/** What is asked of an instance and has not come to its end, by everybody. */
export interface Load {
  readonly instance: string;
  readonly status: 'pending' | 'running';
  readonly count: number;
}

export interface Retention {
  /** Settled tasks older than this go. Milliseconds since 1970. */
  readonly settledBefore: number;
  /** Of the others at most this many stay … */
  readonly keep: number;
  /** … but none goes for its number that was settled after this. */
  readonly keepSince: number;
  /** Deletes at most so many at once. */
  readonly limit: number;
}

/**
 * The durable list of tasks. When a promise resolves, the change survives a crash of the process and of the machine.
 * Several processes may use one store; every method is atomic among them. A change that settles a task puts its notices
 * into the outbox with it.
 */
export interface TaskStore {
  /**
   * Inserts, or finds the principal's task with the same idempotency key (`created: false`). Where that is the key of a question
   * asked aloud, its number is bound to the task with the insertion.
   */
  add(task: NewTask): Promise<{ readonly task: Task; readonly created: boolean }>;
  /**
   * Begins pending tasks that may be begun by now and returns them: higher priority first; among equals, principals take
   * turns, those with fewer running tasks first; each one's in order of arrival. MUST NOT begin a task while another one
   * of the same (gateway, session key) runs, nor before an earlier one of it. Sees every change this store was asked for
   * before, also one that nobody has waited for yet.
   */
  claim(claim: Claim): Promise<readonly Task[]>;
  /** Makes claimed tasks that were not begun pending again. */
  putBack(worker: string, ids: readonly string[]): Promise<void>;
  /**
   * Takes running tasks whose worker's lease ran out: their runs may exist in the gateway. A lease that ends later than any
   * worker would write now was written by a clock that has been set back, and counts as run out.
   */
  takeOver(claim: Claim): Promise<readonly Task[]>;
  /** Extends the lease of the worker's running tasks and notes their progress. */
  renew(renewal: Renewal): Promise<void>;
  /** Ids of the worker's running tasks that somebody wants cancelled. */
  cancelRequests(worker: string): Promise<readonly string[]>;
  /** Ends a running task of this worker. False when it is not, or no longer, this worker's. */
  settle(id: string, worker: string, outcome: Outcome, now: number): Promise<boolean>;
  /** Makes a running task of this worker pending again. False when it is not this worker's, or is to be cancelled. */
  retry(id: string, worker: string, retry: Retry): Promise<boolean>;
  /** Settles the pending tasks of a gateway as failed whose time to wait is over, and returns them. */
  giveUp(surrender: Surrender): Promise<readonly Task[]>;
  /** Gives up the worker's leases at once, so that another process need not wait for them to run out. */
  release(worker: string): Promise<void>;
  /**
   * Settles a pending task as cancelled; marks a running one, for the worker that holds it or takes it over.
   * Undefined when the principal has no such task.
   */
  cancel(id: string, principal: string, now: number): Promise<Task | undefined>;
  /** Adds to who is told of its end. False when it has ended, or the principal has no such task. */
  alsoNotify(id: string, principal: string, targets: readonly NotifyTarget[]): Promise<boolean>;
  get(id: string, principal: string): Promise<Task | undefined>;
  /** How these tasks are, of any principal; those that do not exist are left out. */
  look(ids: readonly string[]): Promise<readonly TaskSummary[]>;
  /** Tasks added meanwhile do not move the pages that follow. Errors: `invalid_input` for a cursor that is none. */
  list(filter: TaskFilter): Promise<TaskPage>;
  /** Of every principal, oldest first. */
  tally(query: TallyQuery): Promise<readonly TaskTally[]>;
  /** Of every principal; an instance without such tasks is left out. */
  load(): Promise<readonly Load[]>;
  /** Deletes settled tasks. Returns how many: as many as the limit means that there may be more. */
  prune(retention: Retention): Promise<number>;
  /**
   * Calls back soon (within about 100 ms) after another process changed a task; now and then also when nothing has
   * changed. Returns how to stop.
   */
  watch(listener: () => void): () => void;
}
