import type { LineClock } from './line.ts';
import { BEAT_MS } from './limits.ts';

/** How long an answer may take that somebody waits for. */
const PROBE_MS = 5_000;

export interface SilenceOptions {
  readonly clock: Pick<LineClock, 'after'>;
  /** Makes the other end say something, where that can be done. */
  readonly ask?: (() => void) | undefined;
  /** Nothing was heard for two beats. Called once. */
  onSilent(): void;
}

export interface SilenceWatch {
  /** Something came. */
  heard(): void;
  /** Makes sure now that somebody is there. */
  probe(): void;
  stop(): void;
}

/**
 * Notices that the other end is gone without a word. Counts from what was heard last, and asks before it gives up: a timer that
 * was held back, as in a page nobody looks at, is not taken for silence.
 */
export function watchSilence({ clock, ask, onSilent }: SilenceOptions): SilenceWatch {
  let isProbing = false;
  let cancel = clock.after(BEAT_MS, askFor(BEAT_MS));
  return {
    heard() {
      isProbing = false;
      wait(BEAT_MS, askFor(BEAT_MS));
    },
    probe() {
      if (isProbing || ask === undefined) return;
      isProbing = true;
      cancel();
      askFor(PROBE_MS)();
    },
    stop: () => cancel(),
  };

  function askFor(ms: number) {
    return () => {
      wait(ms, onSilent);
      ask?.();
    };
  }

  function wait(ms: number, act: () => void): void {
    cancel();
    cancel = clock.after(ms, act);
  }
}
