/**
 * Results that this process is giving to somebody right now: two calls that end in the same moment do not both tell of one.
 */
export interface Hearing {
  /** Somebody waits for this result, or is being given it. Returns how to say that it is over. */
  begin(principal: string, number: number): () => void;
  isGoingOn(principal: string, number: number): boolean;
}

export function createHearing(): Hearing {
  const listeners = new Map<string, number>();
  const keyOf = (principal: string, number: number) => `${number} ${principal}`;
  return {
    begin(principal, number) {
      const key = keyOf(principal, number);
      listeners.set(key, (listeners.get(key) ?? 0) + 1);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        const left = (listeners.get(key) ?? 1) - 1;
        if (left === 0) listeners.delete(key);
        else listeners.set(key, left);
      };
    },
    isGoingOn: (principal, number) => listeners.has(keyOf(principal, number)),
  };
}
