import { randomUUID } from 'node:crypto';
import type { Row, RowContent, RowMark } from './row.ts';

/** What the gateway knows of a row besides its place. */
export type RowFacts = Pick<RowMark, 'runId' | 'senderIsOwner' | 'media'>;

/** Entries of a transcript that nobody sees: what opens it, and what is noted of the model after a reset. */
const OPENING_ENTRIES = 3;
const AFTER_RESET_ENTRIES = 2;

/**
 * Everything said in a session. A reset begins a new segment, of which alone the history shows rows; what was said before
 * stays, and is found by the id of a row.
 */
export class Transcript {
  /** Cursors of another one lead nowhere here. */
  readonly generation = randomUUID().replaceAll('-', '');
  /** Names the transcript file; rows are numbered within it. */
  readonly #source = randomUUID();
  readonly #past: (readonly Row[])[] = [];
  #rows: Row[] = [];
  #rawSeq = OPENING_ENTRIES;

  /** Since the last reset, which is the first of them. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Number of the newest entry. It only grows. */
  get lastRawSeq(): number {
    return this.#rawSeq;
  }

  append(content: RowContent, facts: RowFacts = {}): Row {
    const row = this.#newRow(content, { id: randomUUID(), ...facts });
    this.#rows.push(row);
    return row;
  }

  /** The row that says so ends what was and begins what comes. */
  reset(): void {
    const content: RowContent = { role: 'system', content: [{ type: 'text', text: 'Reset' }] };
    const row = this.#newRow(content, { id: randomUUID().slice(0, 8), kind: 'reset' });
    const [first, ...rest] = this.#rows;
    // What began it is found where it ended the one before.
    this.#past.push([...(first?.role === 'system' ? rest : this.#rows), row]);
    this.#rows = [{ ...row, __openclaw: { ...row.__openclaw, seq: 1 } }];
    this.#rawSeq += AFTER_RESET_ENTRIES;
  }

  find(id: string): Row | undefined {
    return this.segmentOf(id).find((row) => row.__openclaw.id === id);
  }

  /** The rows between two resets, with the one of this id among them. None when there is no such row. */
  segmentOf(id: string): readonly Row[] {
    const holds = (rows: readonly Row[]) => rows.some((row) => row.__openclaw.id === id);
    return holds(this.#rows) ? this.#rows : (this.#past.find(holds) ?? []);
  }

  #newRow(content: RowContent, mark: Pick<RowMark, 'id' | 'kind'> & RowFacts): Row {
    this.#rawSeq += 1;
    const now = Date.now();
    const { idempotencyKey } = content;
    return {
      ...content,
      timestamp: now,
      __openclaw: {
        ...mark,
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        recordTimestampMs: now,
        transcriptPosition: { source: this.#source, rawSeq: this.#rawSeq },
        seq: this.#rows.length + 1,
      },
    };
  }
}
