import { MAX_REPLAY } from './limits.ts';

/** How far somebody knows a thread. */
export interface Known {
  /** Of the log he knows; undefined when he knows none. */
  readonly epoch: string | undefined;
  readonly seq: number;
}

/** How far the thread goes. */
export interface Extent {
  readonly epoch: string;
  readonly newest: number;
}

/** `replay`: send every entry after `after`; `reset`: he reads the newest page instead; `current`: he misses nothing. */
export type Resume =
  | { readonly kind: 'current' }
  | { readonly kind: 'replay'; readonly after: number }
  | { readonly kind: 'reset' };

/** What the relay does for whoever comes back. */
export function resume(known: Known, { epoch, newest }: Extent): Resume {
  if (known.epoch !== epoch || known.seq > newest) return { kind: 'reset' };
  if (known.seq === newest) return { kind: 'current' };
  return newest - known.seq > MAX_REPLAY ? { kind: 'reset' } : { kind: 'replay', after: known.seq };
}

/** What whoever holds a thread up to `held` does with an entry: `next` is taken, `known` dropped; at a `hole` he asks for what is missing. */
export function arrival(held: number, seq: number): 'next' | 'known' | 'hole' {
  if (seq <= held) return 'known';
  return seq === held + 1 ? 'next' : 'hole';
}
