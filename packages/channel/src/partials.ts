import type { Live } from '@clawbridge/wire';
import { MAX_TEXT_CHARS, PARTIAL_EVERY_MS } from '@clawbridge/wire';

export interface PartialsOptions {
  readonly turn: string;
  /** Shows it to whoever looks. False when it was dropped. */
  readonly show: (live: Live) => boolean;
  /** Names the socket it goes over: a new one knows nothing of what went over the last. */
  readonly socket: () => unknown;
  /** Returns what calls it off. */
  readonly after: (ms: number, act: () => void) => () => void;
}

/** An answer while it is written: sent now and then, and of it only what is new. */
export interface Partials {
  /** `read` tells all of it so far; asked when it is sent. */
  update(read: () => string): void;
  /** Nothing more is sent. */
  stop(): void;
}

export function createPartials({ turn, show, socket, after }: PartialsOptions): Partials {
  let shown = '';
  let shownOver: unknown;
  let read: (() => string) | undefined;
  let callOff: (() => void) | undefined;

  function send(): void {
    callOff = undefined;
    const text = read?.().slice(0, MAX_TEXT_CHARS) ?? '';
    const over = socket();
    const at = over === shownOver ? sameStart(shown, text) : 0;
    if (text === shown && over === shownOver) return;
    if (!show({ type: 'partial', turn, at, text: text.slice(at) })) return;
    shown = text;
    shownOver = over;
  }

  return {
    update(next) {
      read = next;
      callOff ??= after(PARTIAL_EVERY_MS, send);
    },
    stop() {
      callOff?.();
      callOff = undefined;
      read = undefined;
    },
  };
}

function sameStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}
