import type { Clock } from '../../domain/port/clock.ts';

/** With so many beats since the last sign of life, nobody is there: counted in beats, because clocks are set. */
const SILENT_BEATS = 5;

/** A wire on which somebody may have stopped listening. */
export interface Pulse {
  ping(): void;
  /** Nothing came for too long. Called once. */
  onSilent(): void;
}

export interface Watched {
  /** Something came: a frame, a ping, a pong. */
  alive(): void;
  stop(): void;
}

export interface KeepAlive {
  watch(pulse: Pulse): Watched;
}

interface Entry {
  readonly pulse: Pulse;
  silentBeats: number;
}

/**
 * Pings all wires, on one timer, and notices which are dead.
 * @param silenceMs how long nothing may come at most; a fifth of it is the time between two pings
 */
export function createKeepAlive(clock: Pick<Clock, 'after'>, silenceMs: number): KeepAlive {
  const beatMs = silenceMs / SILENT_BEATS;
  const entries = new Set<Entry>();
  let cancel: (() => void) | undefined;
  return {
    watch(pulse) {
      const entry: Entry = { pulse, silentBeats: 0 };
      entries.add(entry);
      cancel ??= clock.after(beatMs, beat);
      return {
        alive() {
          entry.silentBeats = 0;
        },
        stop() {
          entries.delete(entry);
          if (entries.size > 0) return;
          cancel?.();
          cancel = undefined;
        },
      };
    },
  };

  function beat(): void {
    cancel = clock.after(beatMs, beat);
    for (const entry of entries) {
      entry.silentBeats++;
      if (entry.silentBeats < SILENT_BEATS) {
        entry.pulse.ping();
        continue;
      }
      entries.delete(entry);
      entry.pulse.onSilent();
    }
  }
}
