/** Time, as far as the console needs it; tests bring their own. */
export interface Timer {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `act` once after `ms`; the returned function cancels it. */
  after(ms: number, act: () => void): () => void;
}

export const browserTimer: Timer = {
  now: () => Date.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
