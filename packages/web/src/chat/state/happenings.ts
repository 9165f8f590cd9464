import { shallowRef, type ShallowRef } from 'vue';

/** What happens on the line, for a person who asks why something is not there. */
export type Happening =
  | { readonly kind: 'connecting' | 'open' | 'offline' | 'delivered' | 'hole' | 'reset' | 'decided' | 'stop' }
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
}

const MOST = 100;

export function createHappenings(clock: { now(): number }): Happenings {
  const list = shallowRef<readonly Happened[]>([]);
  let n = 0;
  return {
    list,
    add(happening) {
      list.value = [{ ...happening, at: clock.now(), n: ++n }, ...list.value].slice(0, MOST);
    },
  };
}
