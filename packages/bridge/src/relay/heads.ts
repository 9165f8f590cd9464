import type { Agent, ThreadHead } from '@clawbridge/wire';
import type { LinkReport } from '../domain/link.ts';
import type { Thread } from '../domain/thread.ts';

/** What a list of threads shows of one. */
export function headOf({ id, title, link, newest, read, unread, at, preview }: Thread): ThreadHead {
  return { id, title, link, newest, read, unread, at, preview };
}

export function agentsOf(links: readonly LinkReport[]): Agent[] {
  return links.map(({ name, isConnected }) => ({ name, isConnected }));
}
