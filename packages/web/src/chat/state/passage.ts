import type { Entry, Page } from '@clawbridge/wire';
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';

/** Some of a thread, without holes, oldest first; there may be more before it. */
export interface Stretch {
  readonly entries: ShallowRef<readonly Entry[]>;
  /** There is more before the first entry. */
  readonly hasOlder: ComputedRef<boolean>;
  readonly isReadingOlder: Ref<boolean>;
  older(): Promise<void>;
}

/** A stretch apart from the newest entries: around something that was found. */
export interface Passage extends Stretch {
  /** Reads on, towards the newest entries. */
  newer(): Promise<void>;
}

/** Reads entries before `before`, the newest ones of those. */
export type ReadPage = (before?: number) => Promise<Page>;

/** Entries on both sides of what was found: not more than a page has. */
const AROUND = 25;

/** The page around the entry `seq`. Errors: whatever `readPage` throws. */
export async function readPassage(readPage: ReadPage, seq: number): Promise<Passage> {
  const { entries: around } = await readPage(seq + AROUND);
  const entries = shallowRef<readonly Entry[]>(around);
  const stretch = createStretch(entries, readPage);
  let isReadingNewer = false;
  return {
    ...stretch,
    async newer() {
      const last = entries.value.at(-1)?.seq;
      if (last === undefined || isReadingNewer) return;
      isReadingNewer = true;
      try {
        const page = await readPage(last + 1 + AROUND);
        entries.value = [...entries.value, ...page.entries.filter((entry) => entry.seq > last)];
      } finally {
        isReadingNewer = false;
      }
    },
  };
}

/** Reads on towards the beginning of the thread. */
export function createStretch(entries: ShallowRef<readonly Entry[]>, readPage: ReadPage): Stretch {
  const isReadingOlder = ref(false);
  const first = () => entries.value[0]?.seq ?? 0;
  const hasOlder = computed(() => first() > 1);
  return {
    entries,
    hasOlder,
    isReadingOlder,
    async older() {
      if (isReadingOlder.value || !hasOlder.value) return;
      const start = first();
      isReadingOlder.value = true;
      try {
        const page = await readPage(start);
        // Something else may have taken its place meanwhile.
        if (first() === start)
          entries.value = [...page.entries.filter(({ seq }) => seq < start), ...entries.value];
      } finally {
        isReadingOlder.value = false;
      }
    },
  };
}
