/** Tells whoever listens in this process that something has changed. */
export interface Signal {
  /** Calls every listener at the end of this turn of the event loop; several calls of one turn are one. */
  raise(): void;
  /** Returns how to stop. */
  listen(listener: () => void): () => void;
  /** Nobody is called any more. */
  end(): void;
}

export function createSignal(): Signal {
  const listeners = new Set<() => void>();
  let due: NodeJS.Immediate | undefined;
  const callAll = () => {
    due = undefined;
    for (const listener of listeners) listener();
  };
  return {
    raise() {
      due ??= setImmediate(callAll);
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    end: () => listeners.clear(),
  };
}
