import { randomUUID } from 'node:crypto';
import type { Route } from './route.ts';
import type { Row, RowContent } from './row.ts';
import { Transcript, type RowFacts } from './transcript.ts';

/** A turn that was accepted and whose time never came. Nothing takes it up. */
export interface SpentInput {
  readonly runId: string;
  readonly message: string;
  readonly acceptedAt: number;
}

export type SessionStatus = 'running' | 'done' | 'failed' | 'killed' | 'timeout';

/** One conversation and its transcript. It survives the death of the gateway. */
export class Session {
  readonly key: string;
  readonly id = randomUUID();
  readonly createdAt = Date.now();
  readonly transcript = new Transcript();
  updatedAt = this.createdAt;
  status: SessionStatus | undefined;
  lastRunId: string | undefined;
  label: string | undefined;
  displayName: string | undefined;
  route: Route | undefined;
  /** The message a crash interrupted; the gateway takes it up again when it is back, until it is answered. */
  interrupted: string | undefined;
  /** What waited when the gateway died or was stopped. */
  readonly spent: SpentInput[] = [];
  readonly #answered = new Set<string>();

  constructor(key: string) {
    this.key = key;
  }

  get rows(): readonly Row[] {
    return this.transcript.rows;
  }

  hasAnswerOf(runId: string): boolean {
    return this.#answered.has(runId);
  }

  append(content: RowContent, facts: RowFacts = {}): Row {
    const row = this.transcript.append(content, facts);
    if (content.role === 'assistant' && facts.runId !== undefined) this.#answered.add(facts.runId);
    this.updatedAt = row.timestamp;
    return row;
  }

  /** Begins anew, under the same id. */
  reset(): void {
    this.transcript.reset();
    this.status = undefined;
    this.updatedAt = Date.now();
  }
}
