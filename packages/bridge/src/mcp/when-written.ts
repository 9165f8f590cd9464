import type { RequestId } from '@modelcontextprotocol/server';
import type { StopSignal } from '../domain/port/stop-signal.ts';

/** Calls `act` once the answer to this request is on the wire, and never if it does not get there. */
export type Written = (id: RequestId, act: () => void) => void;

/** How it comes out whether one call's answer is written. */
interface Answering {
  /** As in a tool's call. */
  readonly whenWritten: (act: () => void, orElse: () => void) => void;
  /** The tool has answered. */
  returned(): void;
  /** What is answered now is not the tool's. */
  failed(): void;
}

export interface AnsweringAt {
  readonly written?: Written | undefined;
  /** What is called when the connection ends: an answer that is not written by then never is. */
  readonly unwritten: Set<() => void>;
}

/** Leaves to the door when an answer is written, where the door can tell; elsewhere it is when the tool has returned. */
export function createWhenWritten(
  { written, unwritten }: AnsweringAt,
  id: RequestId,
  gone: StopSignal,
): Answering {
  const acts: (() => void)[] = [];
  const elses: (() => void)[] = [];
  return {
    whenWritten(act, orElse) {
      let isOver = false;
      const endWith = (end: () => void) => () => {
        if (isOver) return;
        isOver = true;
        unwritten.delete(lose);
        gone.removeEventListener('abort', lose);
        end();
      };
      const lose = endWith(orElse);
      unwritten.add(lose);
      // Whoever is gone, or has cancelled, gets no answer.
      gone.addEventListener('abort', lose, { once: true });
      if (gone.aborted) lose();
      elses.push(lose);
      if (written === undefined) acts.push(endWith(act));
      else written(id, endWith(act));
    },
    returned() {
      for (const act of acts) act();
    },
    failed() {
      for (const lose of elses) lose();
    },
  };
}
