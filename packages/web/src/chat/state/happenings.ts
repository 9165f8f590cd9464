import type { Entry, LineState } from '@clawbridge/wire';
import { shallowRef, type ShallowRef } from 'vue';

/** What happens on the line, for a person who asks why something is not there. */
export type Happening =
  | {
      readonly kind:
        | 'connecting'
        | 'open'
        | 'offline'
        | 'online'
        | 'delivered'
        | 'resume'
        | 'reset'
        | 'decided'
        | 'stop';
    }
  | { readonly kind: 'waiting'; readonly code: number | undefined }
  | { readonly kind: 'stopped'; readonly code: number }
  | {
      readonly kind:
        | 'sent'
        | 'accepted'
        | 'undeliverable'
        | 'refused'
        | 'answered'
        | 'agentBack'
        | 'agentAway';
      readonly text: string;
    };

export type Happened = Happening & { readonly at: number; readonly n: number };

export interface Happenings {
  /** Newest first. */
  readonly list: ShallowRef<readonly Happened[]>;
  add(happening: Happening): void;
  addState(state: LineState): void;
  addEntry(entry: Entry): void;
}

const MOST = 100;

export function createHappenings(clock: { now(): number }): Happenings {
  const list = shallowRef<readonly Happened[]>([]);
  let n = 0;
  const add = (happening: Happening) => {
    list.value = [{ ...happening, at: clock.now(), n: ++n }, ...list.value].slice(0, MOST);
  };
  return {
    list,
    add,
    addState: (state) => add(ofState(state)),
    addEntry(entry) {
      const happening = ofEntry(entry);
      if (happening !== undefined) add(happening);
    },
  };
}

function ofState(state: LineState): Happening {
  switch (state.kind) {
    case 'waiting':
      return { kind: 'waiting', code: state.code };
    case 'stopped':
      return { kind: 'stopped', code: state.code };
    case 'connecting':
    case 'open':
      return { kind: state.kind };
  }
}

function ofEntry(entry: Entry): Happening | undefined {
  if (entry.kind === 'delivered') return { kind: 'delivered' };
  if (entry.kind === 'undeliverable') return { kind: 'undeliverable', text: entry.reason };
  return entry.kind === 'answered' ? { kind: 'answered', text: beginning(entry.text) } : undefined;
}

/** As much of what was said as fits on a line. */
export function beginning(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${Array.from(line).slice(0, 59).join('')}…` : line;
}
