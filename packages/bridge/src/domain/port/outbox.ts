import type { FailureRecord } from '../failure.ts';
import type { Delivery, DeliveryReport } from '../notice.ts';

export interface Take {
  readonly worker: string;
  readonly limit: number;
  readonly now: number;
  readonly leaseUntil: number;
}

/**
 * The notices that have to go out. The task store puts them in when a task settles, in the same transaction; they leave
 * when they are delivered or given up. When a promise resolves, the change survives a crash.
 */
export interface Outbox {
  /**
   * Takes notices that are due, oldest first, and those whose taker is gone. MUST NOT hand one to two workers while the
   * lease lasts; hands it out again afterwards.
   */
  take(request: Take): Promise<readonly Delivery[]>;
  delivered(id: string, worker: string, now: number): Promise<void>;
  /** It failed and is tried again at `notBefore`. */
  postpone(id: string, worker: string, failure: FailureRecord, notBefore: number): Promise<void>;
  /** It failed for good. */
  giveUp(id: string, worker: string, failure: FailureRecord): Promise<void>;
  /** How many have to go out still. */
  waiting(): Promise<number>;
  /** What became of a task's notices, in the order of its targets. */
  of(taskId: string): Promise<readonly DeliveryReport[]>;
}
