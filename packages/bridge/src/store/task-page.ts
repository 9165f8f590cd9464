import { Failure } from '../domain/failure.ts';
import type { Load, TaskFilter, TaskPage } from '../domain/port/task-store.ts';
import type { Row } from './row.ts';
import { summaryFrom } from './task-row.ts';

/** One more than asked for tells whether there is another page. */
export function rowsFor({ limit }: TaskFilter): number {
  return limit + 1;
}

/** A page of the rows that were found for it, newest first. A cursor is the place (`seq`) of the last task before it. */
export function pageFrom(rows: readonly Row[], { limit }: TaskFilter, counts: TaskPage['counts']): TaskPage {
  const shown = rows.slice(0, limit);
  return {
    tasks: shown.map(summaryFrom),
    ...(rows.length > limit ? { nextCursor: String(shown.at(-1)?.['seq']) } : {}),
    counts,
  };
}

/** Errors: `invalid_input`. */
export function placeOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new Failure('invalid_input', 'cursor is not one that a list gave.', {
    hint: 'Pass the next_cursor of the page before, or leave it out for the newest tasks.',
  });
}

/** Counts of all states, where rows tell of some. */
export function countsFrom(rows: readonly Row[]): TaskPage['counts'] {
  const known = rows.map((row) => [row['status'], Number(row['count'])]);
  return {
    pending: 0,
    running: 0,
    completed: 0,
    failed: 0,
    cancelled: 0,
    ...(Object.fromEntries(known) as Partial<TaskPage['counts']>),
  };
}

export function loadFrom(row: Row): Load {
  return {
    instance: String(row['instance']),
    status: row['status'] === 'running' ? 'running' : 'pending',
    count: Number(row['count']),
  };
}
