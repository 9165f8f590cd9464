import { randomUUID } from 'node:crypto';
import type { Row, RowContent } from './row.ts';

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
  updatedAt = this.createdAt;
  status: SessionStatus | undefined;
  lastRunId: string | undefined;
  /** The message a crash interrupted; the gateway takes it up again when it is back, until it is answered. */
  interrupted: string | undefined;
  /** What waited when the gateway died or was stopped. */
  readonly spent: SpentInput[] = [];
  readonly rows: Row[] = [];
  readonly #answered = new Set<string>();
  /** Names the transcript file; rows are numbered within it. */
  readonly #source = randomUUID();

  constructor(key: string) {
    this.key = key;
  }

  hasAnswerOf(runId: string): boolean {
    return this.#answered.has(runId);
  }

  append(content: RowContent, runId?: string): Row {
    const seq = this.rows.length + 1;
    const now = Date.now();
    const row: Row = {
      ...content,
      timestamp: now,
      __openclaw: {
        id: randomUUID(),
        seq,
        ...(runId === undefined ? {} : { runId }),
        ...(content.idempotencyKey === undefined ? {} : { idempotencyKey: content.idempotencyKey }),
        recordTimestampMs: now,
        transcriptPosition: { source: this.#source, rawSeq: seq },
      },
    };
    this.rows.push(row);
    if (content.role === 'assistant' && runId !== undefined) this.#answered.add(runId);
    this.updatedAt = now;
    return row;
  }
}
