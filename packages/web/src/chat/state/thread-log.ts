import { arrival, type Entry } from '@clawbridge/wire';
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { createStretch, readPassage, type Passage, type ReadPage, type Stretch } from './passage.ts';

/** `unread`: nothing was asked for yet; `failed`: the page could not be read, entries are not shown. */
export type LogState = 'unread' | 'loading' | 'ready' | 'failed';

/** What was said in one thread last, as far as the page holds it. */
export interface ThreadLog extends Stretch {
  readonly state: Ref<LogState>;
  /** What is looked at instead, where something was found that is not held. */
  readonly passage: ShallowRef<Passage | undefined>;
  /** Number of the newest entry; 0 for none. */
  held(): number;
  /** It begins here: there is nothing to be read. */
  begin(): void;
  /** Shows what is known of it, or reads the newest page, unless it is there. */
  open(): Promise<void>;
  /** Sees to it that the entry is there: among what is held, or in a passage. Errors: whatever `readPage` throws. */
  find(seq: number): Promise<void>;
  /** Reads on in the passage, until it meets what is held. Errors: whatever `readPage` throws. */
  newer(): Promise<void>;
  /** Back to the newest entries. */
  leavePassage(): void;
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
  readonly readPage: ReadPage;
  /** Asks the relay for what came after `seq`. */
  resume(seq: number): void;
}

export function createThreadLog({ readPage, resume, recall, keep }: ThreadLogOptions): ThreadLog {
  const entries = shallowRef<readonly Entry[]>([]);
  const state = ref<LogState>('unread');
  const passage = shallowRef<Passage>();
  const stretch = createStretch(entries, readPage);
  let opening = Promise.resolve();
  /** Come while the page is being read. */
  let early: Entry[] = [];
  let askedAfter: number | undefined;
  let reading = 0;

  const held = () => entries.value.at(-1)?.seq ?? 0;
  const first = () => entries.value[0]?.seq ?? 0;

  return {
    ...stretch,
    state,
    passage,
    held,
    begin() {
      if (state.value === 'unread') state.value = 'ready';
    },
    async open() {
      if (state.value === 'unread' || state.value === 'failed') opening = recallNewest();
      await opening;
    },
    async find(seq) {
      await opening;
      passage.value = seq < first() ? await readPassage(readPage, seq) : undefined;
    },
    async newer() {
      const current = passage.value;
      await current?.newer();
      if (current !== undefined && passage.value === current) meet(current.entries.value);
    },
    leavePassage() {
      passage.value = undefined;
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
    passage.value = undefined;
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

  /** Once nothing is missing between the two, they are one. */
  function meet(before: readonly Entry[]): void {
    if ((before.at(-1)?.seq ?? 0) < first() - 1) return;
    entries.value = [...before.filter(({ seq }) => seq < first()), ...entries.value];
    passage.value = undefined;
  }
}
