import type { SpokenQuestion, SpokenTask } from '../domain/port/spoken-tasks.ts';
import { given, number, text, type Row } from './row.ts';
import { storable } from './storable.ts';

export const SPOKEN_COLUMNS = 'principal, number, listener, task_id, asked_at, heard_at';

/** A question waits this long to become a task; then whoever asked it died over it. */
const UNBOUND_MS = 24 * 60 * 60 * 1000;

/** What a question is looked for and stored by. */
export interface QuestionRow {
  readonly principal: string;
  readonly listener: string;
  readonly fingerprint: string;
  readonly now: number;
  readonly since: number;
  /** What was asked later was written by a clock that has been set back. */
  readonly latest: number;
  /** Questions from before that became no task are forgotten. */
  readonly unboundBefore: number;
}

export function questionRowOf(question: SpokenQuestion): QuestionRow {
  const { principal, listener, fingerprint, now, since } = question;
  return {
    principal: storable(principal),
    listener: storable(listener),
    fingerprint: storable(fingerprint),
    now,
    since,
    // The clocks of two processes may differ a little.
    latest: now + (now - since),
    unboundBefore: now - UNBOUND_MS,
  };
}

/** A question that is just being asked. */
export function askedTask({ principal, listener, now }: QuestionRow, newest: number): SpokenTask {
  return { principal, number: newest, listener, askedAt: now };
}

export function spokenFrom(row: Row): SpokenTask {
  return {
    principal: text(row, 'principal'),
    number: number(row, 'number'),
    listener: text(row, 'listener'),
    askedAt: number(row, 'asked_at'),
    ...given(row, 'task_id', (id) => ({ taskId: String(id) })),
    ...given(row, 'heard_at', (at) => ({ heardAt: Number(at) })),
  };
}
