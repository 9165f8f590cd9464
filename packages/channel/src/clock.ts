/** The time of this machine. */
export const clock = {
  now: () => Date.now(),
  after(ms: number, act: () => void): () => void {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
