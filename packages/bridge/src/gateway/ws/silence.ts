/** A gateway that says nothing for more than so many of its ticks is not there any more. */
const MISSED_TICKS = 2;

/** Listens whether the other end of a wire is still there. */
export interface SilenceWatch {
  /** It said something. */
  heard(): void;
  stop(): void;
}

/**
 * Calls back once a wire has swallowed everything for two to three ticks, though nobody closed it: a router died, a
 * machine was unplugged. Counted by turns of our own timer, so that a process which itself stood still blames nobody.
 */
export function watchForSilence(tickMs: number, onSilence: () => void): SilenceWatch {
  let quietTicks = 0;
  const timer = setInterval(() => {
    if (++quietTicks <= MISSED_TICKS) return;
    clearInterval(timer);
    onSilence();
  }, tickMs).unref();
  return {
    heard() {
      quietTicks = 0;
    },
    stop: () => clearInterval(timer),
  };
}
