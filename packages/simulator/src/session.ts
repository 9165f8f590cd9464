import { randomUUID } from 'node:crypto';
import type { Row, RowContent } from './row.ts';

export type SessionStatus = 'running' | 'done' | 'failed' | 'killed' | 'timeout';

/** One conversation and its transcript. It survives the death of the gateway. */
export class Session {
  readonly key: string;
  readonly id = randomUUID();
  readonly createdAt = Date.now();
  updatedAt = this.createdAt;
  status: SessionStatus | undefined;
  lastRunId: string | undefined;
  /** The message a crash interrupted; the gateway takes it up again when it is back. */
  interrupted: string | undefined;
  readonly rows: Row[] = [];
  /** Names the transcript file; rows are numbered within it. */
  readonly #source = randomUUID();

  constructor(key: string) {
    this.key = key;
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
    this.updatedAt = now;
    return row;
  }
}
