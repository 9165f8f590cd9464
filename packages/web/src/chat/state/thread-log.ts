import { arrival, type Entry, type Page } from '@clawbridge/wire';
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';

/** `unread`: nothing was asked for yet; `failed`: the page could not be read, entries are not shown. */
export type LogState = 'unread' | 'loading' | 'ready' | 'failed';

/** What was said in one thread, as far as the page holds it: without holes, oldest first. */
export interface ThreadLog {
  readonly entries: ShallowRef<readonly Entry[]>;
  readonly state: Ref<LogState>;
  /** There is more before the first entry. */
  readonly hasOlder: ComputedRef<boolean>;
  readonly isReadingOlder: Ref<boolean>;
  /** Number of the newest entry; 0 for none. */
  held(): number;
  /** It begins here: there is nothing to be read. */
  begin(): void;
  /** Shows what is known of it, or reads the newest page, unless it is there. */
  open(): Promise<void>;
  older(): Promise<void>;
  take(entry: Entry): void;
  /** What is held means nothing any more, or too much was missed. */
  reset(): Promise<void>;
  /** The line broke: what was asked for may never come. */
  forgetAsked(): void;
}

export interface ThreadLogOptions {
  /** The newest entries as they were the last time; none when nothing is known of it. Never rejects. */
  recall(): Promise<readonly Entry[]>;
  /** What is held now, for the next time. */
  keep(entries: readonly Entry[]): void;
  /** The newest entries before `before`, or of all. */
  readPage(before?: number): Promise<Page>;
  /** Asks the relay for what came after `seq`. */
  resume(seq: number): void;
}

export function createThreadLog({ readPage, resume, recall, keep }: ThreadLogOptions): ThreadLog {
  const entries = shallowRef<readonly Entry[]>([]);
  const state = ref<LogState>('unread');
  const isReadingOlder = ref(false);
  /** Come while the page is being read. */
  let early: Entry[] = [];
  let askedAfter: number | undefined;
  let reading = 0;

  const held = () => entries.value.at(-1)?.seq ?? 0;
  const first = () => entries.value[0]?.seq ?? 0;

  return {
    entries,
    state,
    isReadingOlder,
    hasOlder: computed(() => (entries.value[0]?.seq ?? 0) > 1),
    held,
    begin() {
      if (state.value === 'unread') state.value = 'ready';
    },
    async open() {
      if (state.value === 'unread' || state.value === 'failed') await recallNewest();
    },
    async older() {
      if (state.value !== 'ready' || isReadingOlder.value || first() <= 1) return;
      await readOlder();
    },
    take(entry) {
      if (state.value === 'loading') early.push(entry);
      else if (state.value === 'ready') add(entry);
    },
    reset: readNewest,
    forgetAsked() {
      askedAfter = undefined;
    },
  };

  function add(entry: Entry): void {
    const after = held();
    switch (arrival(after, entry.seq)) {
      case 'next':
        entries.value = [...entries.value, entry];
        return keep(entries.value);
      case 'hole':
        // Once: what follows the hole comes again with what is missing.
        if (askedAfter === after) return;
        askedAfter = after;
        return resume(after);
      case 'known':
        return;
    }
  }

  async function recallNewest(): Promise<void> {
    const mine = ++reading;
    state.value = 'loading';
    const kept = await recall();
    if (mine !== reading) return;
    if (kept.length > 0) hold(kept);
    else await readNewest();
  }

  async function readNewest(): Promise<void> {
    const mine = ++reading;
    state.value = 'loading';
    try {
      const page = await readPage();
      if (mine !== reading) return;
      hold(page.entries);
    } catch {
      if (mine === reading) state.value = 'failed';
    }
  }

  function hold(newest: readonly Entry[]): void {
    entries.value = newest;
    keep(newest);
    settle();
    // Something may have come since, and the line may have been broken.
    resume(held());
  }

  function settle(): void {
    const came = early.toSorted((a, b) => a.seq - b.seq);
    early = [];
    askedAfter = undefined;
    state.value = 'ready';
    for (const entry of came) add(entry);
  }

  async function readOlder(): Promise<void> {
    const mine = reading;
    isReadingOlder.value = true;
    try {
      const page = await readPage(first());
      if (mine !== reading) return;
      const start = first();
      entries.value = [...page.entries.filter(({ seq }) => seq < start), ...entries.value];
    } finally {
      isReadingOlder.value = false;
    }
  }
}
