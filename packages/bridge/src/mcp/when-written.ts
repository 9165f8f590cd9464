import type { RequestId } from '@modelcontextprotocol/server';
import type { StopSignal } from '../domain/port/stop-signal.ts';

/** Calls `act` once the answer to this request is on the wire, and never if it does not get there. */
export type Written = (id: RequestId, act: () => void) => void;

/** The answer to one request, on its way. */
interface Leaving {
  readonly whenWritten: (act: () => void) => void;
  /** The tool has answered. */
  returned(): void;
}

/** Leaves to the door when an answer is written, where the door can tell; elsewhere it is when the tool has returned. */
export function createWhenWritten(
  { written }: { readonly written?: Written },
  id: RequestId,
  gone: StopSignal,
): Leaving {
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
