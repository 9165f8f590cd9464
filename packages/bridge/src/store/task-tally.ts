import type { TallyQuery, TaskTally } from '../domain/port/task-store.ts';
import { given, number, type Row } from './row.ts';

/** Of rows that count steps from 0. */
export function tallyFrom(rows: readonly Row[], { since, stepMs }: TallyQuery): readonly TaskTally[] {
  return rows.map((row) => ({
    at: since + number(row, 'step') * stepMs,
    completed: number(row, 'completed'),
    failed: number(row, 'failed'),
    cancelled: number(row, 'cancelled'),
    ...given(row, 'median_ms', (ms) => ({ medianMs: Number(ms) })),
    ...given(row, 'slow_ms', (ms) => ({ slowMs: Number(ms) })),
  }));
}
