/** The one place for a promise nobody waits for: its failure is a bug, and must end the process loudly. */
export function background(promise: Promise<unknown>): void {
  promise.catch((error: unknown) => {
    queueMicrotask(() => {
      throw error;
    });
  });
}
