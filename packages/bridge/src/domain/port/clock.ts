/** Time comes in through this door, so that tests need not sleep. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `callback` once after `ms`; the returned function cancels it. MUST NOT keep the process alive. */
  after(ms: number, callback: () => void): () => void;
}
