import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { ThreadEntry } from '../domain/thread.ts';
import { wellFormed } from '../domain/well-formed.ts';

const MOST = 50;

/** Characters that are shown around what was found. */
const AROUND = 60;

export interface Hit {
  readonly thread: string;
  readonly title: string;
  readonly seq: number;
  readonly at: number;
  /** What stands around what was found, on one line. */
  readonly excerpt: string;
}

/** What a user or his agents said, newest first. Nothing where nothing is looked for. Errors: `store_unavailable`. */
export type SearchThreads = (user: string, text: string) => Promise<readonly Hit[]>;

export function createSearchThreads(log: Pick<ThreadLog, 'search'>): SearchThreads {
  return async (user, text) => {
    const wanted = text.trim();
    if (wanted === '') return [];
    const found = await log.search(user, wanted, MOST);
    return found.map(({ thread, title, entry }) => ({
      thread,
      title,
      seq: entry.seq,
      at: entry.at,
      excerpt: excerptOf(textOf(entry), wanted),
    }));
  };
}

function textOf(entry: ThreadEntry): string {
  if ('text' in entry) return entry.text;
  return entry.kind === 'approval' ? entry.approval.what : '';
}

function excerptOf(text: string, wanted: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(wanted.toLowerCase()));
  const from = Math.max(0, at - AROUND);
  const to = at + wanted.length + AROUND;
  const line = text.slice(from, to).replaceAll(/\s+/g, ' ').trim();
  return wellFormed(`${from > 0 ? '…' : ''}${line}${to < text.length ? '…' : ''}`);
}
