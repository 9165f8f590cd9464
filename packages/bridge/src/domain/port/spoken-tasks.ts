/** A task with a number one can say aloud. Times are milliseconds since 1970. */
export interface SpokenTask {
  readonly principal: string;
  /** Counted per principal from 1, never used twice. */
  readonly number: number;
  readonly listener: string;
  /** Undefined until the question has become a task. */
  readonly taskId?: string;
  readonly askedAt: number;
  /** When the listener was given its result last. */
  readonly heardAt?: number;
}

export interface SpokenQuestion {
  readonly principal: string;
  readonly listener: string;
  /** The same for calls that say the same. */
  readonly fingerprint: string;
  readonly now: number;
  /** An equal question asked after this and not heard yet is the same question. */
  readonly since: number;
}

export interface Unheard {
  readonly principal: string;
  readonly listener: string;
  /** Only of questions asked after this. */
  readonly since: number;
  readonly limit: number;
}

/**
 * The numbers people know their tasks by, and what they have heard of them. When a promise resolves, the change survives a
 * crash; every method is atomic among all processes on the store. A number goes with its task. Errors: `store_unavailable`.
 */
export interface SpokenTasks {
  /** Gives a question the principal's next number, or finds the one it repeats (`isNew: false`). */
  number(question: SpokenQuestion): Promise<{ readonly spoken: SpokenTask; readonly isNew: boolean }>;
  find(principal: string, number: number): Promise<SpokenTask | undefined>;
  /** The number of one task. */
  of(principal: string, taskId: string): Promise<SpokenTask | undefined>;
  /** What this listener asked, newest first; only what became a task. */
  newest(principal: string, listener: string, limit: number): Promise<readonly SpokenTask[]>;
  /** Tasks that have ended, and whose end the listener has not heard; those that ended first come first. */
  unheard(request: Unheard): Promise<readonly SpokenTask[]>;
  /** The listener was given these results, perhaps once more. */
  heard(principal: string, numbers: readonly number[], now: number): Promise<void>;
}
