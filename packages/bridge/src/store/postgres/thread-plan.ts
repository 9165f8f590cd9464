import type { Written } from '../../domain/port/thread-log.ts';
import { flag, number, text, type Row } from '../row.ts';
import type { Addition } from '../thread-addition.ts';
import { entryFrom, scopeOf, type EntryRow, type ThreadRow } from '../thread-row.ts';

/** A thread as it is while entries are added to it. */
interface Growing {
  readonly id: string;
  readonly person: string;
  readonly link: string;
  /** What it begins as, where it begins with these entries. */
  readonly begin: ThreadRow | undefined;
  newest: number;
  news: number;
  at: number | null;
  preview: string | null;
}

type EntryPlace = Pick<Growing, 'person' | 'link'> & { readonly cursor: number; readonly seq: number };

/** All that a few entries change, and what is said to those who brought them. */
export interface Plan {
  readonly results: readonly (Written | undefined)[];
  readonly put: readonly (EntryRow & EntryPlace & { readonly scope: string })[];
  readonly threads: readonly Growing[];
  readonly sent: ReadonlyMap<string, { cursor: number; link: string; thread: string; entry: string }>;
  readonly arrived: readonly { thread: string; entry: string }[];
  readonly used: readonly { upload: string; thread: string }[];
  /** The newest cursor from now on. */
  readonly newest: number;
}

/**
 * Numbers the entries that are new, under the lock of the head.
 * @param found for each addition its thread and what is there under its key, where there are
 * @param maybeDone what is there may have been written by an interrupted try of these
 */
export function planOf(additions: readonly Addition[], found: readonly Row[], maybeDone: boolean): Plan {
  const threads = new Map<string, Growing>();
  const known = new Map<string, Written>();
  const put: (EntryRow & EntryPlace & { scope: string })[] = [];
  const sent: Map<string, { cursor: number; link: string; thread: string; entry: string }> = new Map();
  const arrived: { thread: string; entry: string }[] = [];
  const used: { upload: string; thread: string }[] = [];
  let newest = number(found[0] ?? {}, 'head');

  const results = additions.map((addition, i) => {
    const row = found[i] ?? {};
    const thread = threads.get(addition.row.thread) ?? threadIn(row, addition);
    if (thread === undefined || isForeign(thread, addition.begin)) return undefined;
    const scope = scopeOf(addition.row.key, thread.person);
    const name = JSON.stringify([thread.link, addition.row.key, scope]);
    const earlier = known.get(name) ?? writtenIn(row, addition, maybeDone);
    if (earlier !== undefined) return earlier;
    threads.set(thread.id, thread);
    const written = write(addition, thread, scope);
    known.set(name, { ...written, isNew: false });
    return written;
  });
  return { results, put, threads: [...threads.values()], sent, arrived, used, newest };

  function write({ row, effects }: Addition, thread: Growing, scope: string): Written {
    const cursor = ++newest;
    const seq = ++thread.newest;
    const { id, person, link } = thread;
    put.push({ ...row, cursor, seq, person, link, scope });
    thread.news += row.news;
    if (effects.preview !== undefined) {
      thread.preview = effects.preview;
      thread.at = Math.max(thread.at ?? row.at, row.at);
    }
    if (effects.isOutgoing) sent.set(nameOf(id, row.id), { cursor, link, thread: id, entry: row.id });
    if (effects.arrived !== undefined && !sent.delete(nameOf(id, effects.arrived)))
      arrived.push({ thread: id, entry: effects.arrived });
    for (const upload of effects.uploads) used.push({ upload, thread: id });
    return { entry: entryFrom({ ...row, seq }), isNew: true };
  }
}

function nameOf(thread: string, entry: string): string {
  return JSON.stringify([thread, entry]);
}

/** Undefined for a thread that is not there and does not begin, or was removed. */
function threadIn(row: Row, { row: { thread: id }, begin }: Addition): Growing | undefined {
  const nothing = { id, news: 0, at: null, preview: null };
  if (row['holder'] === null)
    return begin && { ...nothing, person: begin.person, link: begin.link, begin, newest: 0 };
  if (flag(row, 'removed')) return undefined;
  const place = { person: text(row, 'holder'), link: text(row, 'over'), newest: number(row, 'newest') };
  return { ...nothing, ...place, begin: undefined };
}

function isForeign({ person }: Growing, begin: ThreadRow | undefined): boolean {
  return begin !== undefined && begin.person !== person;
}

function writtenIn(row: Row, { row: { id } }: Addition, maybeDone: boolean): Written | undefined {
  if (row['cursor'] === null) return undefined;
  const entry = entryFrom(row);
  return { entry, isNew: maybeDone && entry.id === id };
}
