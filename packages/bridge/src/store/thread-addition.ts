import type { NewEntry, NewThread } from '../domain/port/thread-log.ts';
import {
  effectsOf,
  entryRowOf,
  threadRowOf,
  type EntryEffects,
  type EntryRow,
  type ThreadRow,
} from './thread-row.ts';

/** What one call of `append` was asked for. */
export interface Addition {
  readonly row: EntryRow;
  readonly effects: EntryEffects;
  /** What its thread begins as, where it may begin. */
  readonly begin: ThreadRow | undefined;
}

export function additionOf(entry: NewEntry, begin: NewThread | undefined): Addition {
  return { row: entryRowOf(entry), effects: effectsOf(entry.said), begin: begin && threadRowOf(begin) };
}
