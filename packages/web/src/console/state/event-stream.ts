import { eventRow, eventsLost, readFrame, type EventRow, type EventsLost } from '@clawbridge/wire';
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import type { Timer } from './timer.ts';

/** A page shows no more; the older ones are in the log. */
const MOST_KEPT = 500;

/** A stream that the browser gave up is begun anew. */
const AGAIN_MS = 4_000;

/** What is needed of a browser's `EventSource`. */
export interface Source {
  readonly readyState: number;
  onopen: (() => void) | null;
  onerror: (() => void) | null;
  addEventListener(
    type: 'entry' | 'lost',
    listener: (event: { readonly data: unknown; readonly lastEventId: string }) => void,
  ): void;
  close(): void;
}

/** `EventSource.CLOSED`: the browser does not try again by itself. */
const GIVEN_UP = 2;

export interface EventStream {
  /** Newest first. */
  readonly events: ComputedRef<readonly EventRow[]>;
  readonly state: Ref<'connecting' | 'open' | 'broken'>;
  readonly lost: Ref<EventsLost['reason'] | undefined>;
  readonly isPaused: ComputedRef<boolean>;
  /** How many came while it was paused. */
  readonly held: ComputedRef<number>;
  pause(): void;
  resume(): void;
  /** Calls back on every event, also while it is paused. Returns how to stop. */
  onEvent(listener: (event: EventRow) => void): () => void;
  start(): () => void;
}

export interface EventStreamOptions {
  readonly open: (url: string) => Source;
  readonly timer: Timer;
}

/** The event log as it grows. Comes back by itself, and goes on where it was. */
export function createEventStream({ open, timer }: EventStreamOptions): EventStream {
  const all = shallowRef<readonly EventRow[]>([]);
  const shownUpTo = ref<number>();
  const state = ref<'connecting' | 'open' | 'broken'>('connecting');
  const lost = ref<EventsLost['reason']>();
  const listeners = new Set<(event: EventRow) => void>();
  let source: Source | undefined;
  let place = '';
  let cancelAgain = () => {};

  const events = computed(() => {
    const last = shownUpTo.value;
    return last === undefined ? all.value : all.value.filter(({ cursor }) => cursor <= last);
  });
  return {
    events,
    state,
    lost,
    isPaused: computed(() => shownUpTo.value !== undefined),
    held: computed(() => all.value.length - events.value.length),
    pause: () => void (shownUpTo.value = newest()),
    resume: () => void (shownUpTo.value = undefined),
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    start() {
      begin();
      return () => {
        cancelAgain();
        source?.close();
      };
    },
  };

  function newest(): number {
    return all.value[0]?.cursor ?? 0;
  }

  function begin(): void {
    const query = place === '' ? '' : `?${new URLSearchParams({ after: place }).toString()}`;
    const begun = open(`/console/events${query}`);
    source = begun;
    begun.onopen = () => (state.value = 'open');
    begun.onerror = () => {
      state.value = 'broken';
      if (begun.readyState === GIVEN_UP) cancelAgain = timer.after(AGAIN_MS, begin);
    };
    begun.addEventListener('entry', ({ data, lastEventId }) => {
      place = lastEventId;
      const read = readFrame(eventRow, String(data));
      if ('frame' in read) take(read.frame);
    });
    begun.addEventListener('lost', ({ data }) => {
      const read = readFrame(eventsLost, String(data));
      if ('frame' in read) lose(read.frame);
    });
  }

  function take(event: EventRow): void {
    if (event.cursor <= newest()) return;
    all.value = [event, ...all.value].slice(0, MOST_KEPT);
    for (const listener of listeners) listener(event);
  }

  function lose({ reason }: EventsLost): void {
    lost.value = reason;
    // The numbers of another log say nothing beside those of this one.
    if (reason !== 'other_log') return;
    all.value = [];
    if (shownUpTo.value !== undefined) shownUpTo.value = 0;
  }
}
