/**
 * Carries what is stored nowhere to the other processes on the same store. What is published here comes to all of them once, in
 * order, and not back to who published it. It may get lost: nothing may depend on it but how soon something is seen.
 */
export interface Backplane {
  /** A JSON value of any size. Never throws. */
  publish(message: unknown): void;
  /** Returns how to stop. */
  listen(listener: (message: unknown) => void): () => void;
}
