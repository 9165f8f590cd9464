import type { Shelf } from '../../shell/settings.ts';

/** What somebody has begun to write, for each thread. It outlives a reload. */
export interface Drafts {
  read(thread: string): string;
  /** An empty one is thrown away. */
  write(thread: string, text: string): void;
}

export function createDrafts(shelf: Shelf & { removeItem(key: string): void }, user: string): Drafts {
  const keyOf = (thread: string) => `clawbridge.draft.${user}.${thread}`;
  return {
    read: (thread) => shelf.getItem(keyOf(thread)) ?? '',
    write(thread, text) {
      if (text.trim() === '') shelf.removeItem(keyOf(thread));
      else shelf.setItem(keyOf(thread), text);
    },
  };
}
