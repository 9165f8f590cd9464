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
  readonly now: number;
  readonly leaseUntil: number;
}

export interface Renewal {
  readonly worker: string;
  readonly leaseUntil: number;
  readonly progress: ReadonlyMap<string, TaskProgress | undefined>;
}

export interface TaskFilter {
  readonly principal: string;
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

export interface Retention {
  /** Settled tasks older than this go. Milliseconds since 1970. */
  readonly settledBefore: number;
  /** At most this many settled tasks stay. */
  readonly keep: number;
}

/**
 * The durable list of tasks. When a promise resolves, the change survives a crash of the process and of the machine.
 * Several processes may use one store; every method is atomic among them.
 */
export interface TaskStore {
  /** Inserts, or finds the principal's task with the same idempotency key (`created: false`). */
  add(task: NewTask): Promise<{ readonly task: Task; readonly created: boolean }>;
  /**
   * Begins pending tasks, by priority and age, and returns them. MUST NOT begin a task while another one of the same
   * (gateway, session key) runs.
   */
  claim(claim: Claim): Promise<readonly Task[]>;
  /** Makes claimed tasks that were not begun pending again. */
  putBack(worker: string, ids: readonly string[]): Promise<void>;
  /** Takes running tasks whose worker's lease ran out: their runs may exist in the gateway. */
  takeOver(claim: Claim): Promise<readonly Task[]>;
  /** Extends the lease of the worker's running tasks and notes their progress. */
  renew(renewal: Renewal): Promise<void>;
  /** Ids of the worker's running tasks that somebody wants cancelled. */
  cancelRequests(worker: string): Promise<readonly string[]>;
  /** Ends a running task of this worker. False when it is not, or no longer, this worker's. */
  settle(id: string, worker: string, outcome: Outcome, now: number): Promise<boolean>;
  /** Gives up the worker's leases at once, so that another process need not wait for them to run out. */
  release(worker: string): Promise<void>;
  /**
   * Settles a pending task as cancelled; marks a running one, for the worker that holds it or takes it over.
   * Undefined when the principal has no such task.
   */
  cancel(id: string, principal: string, now: number): Promise<Task | undefined>;
  get(id: string, principal: string): Promise<Task | undefined>;
  /** Tasks added meanwhile do not move the pages that follow. Errors: `invalid_input` for a cursor that is none. */
  list(filter: TaskFilter): Promise<TaskPage>;
  /** Deletes settled tasks. Returns how many. */
  prune(retention: Retention): Promise<number>;
  /** Calls back soon (within about 100 ms) after another process changed a task. Returns how to stop. */
  watch(listener: () => void): () => void;
  close(): Promise<void>;
}
