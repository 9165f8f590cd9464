import type { RequestId } from '@modelcontextprotocol/server';
import type { StopSignal } from '../domain/port/stop-signal.ts';

interface Written {
  readonly whenWritten: (act: () => void) => void;
  /** The tool has answered. */
  returned(): void;
}

/** Leaves to the door when an answer is written, where the door can tell; elsewhere it is when the tool has returned. */
export function createWhenWritten(
  { written }: { readonly written?: (id: RequestId, act: () => void) => void },
  id: RequestId,
  gone: StopSignal,
): Written {
  const acts: (() => void)[] = [];
  return {
    whenWritten(act) {
      if (written === undefined) acts.push(act);
      else written(id, act);
    },
    returned() {
      // Whoever is gone, or has cancelled, gets no answer.
      if (!gone.aborted) for (const act of acts) act();
    },
  };
}
