import { CLOSED, opened } from '../domain/circuit.ts';
import type { FailureRecord } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';

/** Connecting to a gateway that is away fails sooner: what is still out then is with a gateway that is there. */
const PROBE_MS = 15_000;

/** An instance that is away: who may try it, and when. One attempt finds out for all. */
export interface Absence {
  /** Why the instance is left alone; undefined while it is there. */
  readonly failure: FailureRecord | undefined;
  /** When it is tried again for whoever can wait. */
  readonly retryAt: number;
  /** With whom the instance may be tried now. With nobody: then `onChange` is called when that may have changed. */
  turn(someoneCannotWait: boolean): 'anyone' | 'who cannot wait' | 'nobody';
  /** This task is the attempt. */
  tryWith(taskId: string): void;
  /** The run of a task is over, however. */
  ended(taskId: string): void;
  /** A run was not begun, for this reason. */
  away(failure: FailureRecord): void;
  /** The instance gave a sign of life. */
  found(): void;
  close(): void;
}

export interface AbsenceDeps {
  readonly clock: Clock;
  /** 0 ≤ chance < 1, a new one each time. */
  readonly chance: () => number;
  readonly onChange: () => void;
}

export function createAbsence({ clock, chance, onChange }: AbsenceDeps): Absence {
  let circuit = CLOSED;
  let attempt: string | undefined;
  let cancelAlarm = () => {};
  const alarm = (ms: number, ring: () => void) => {
    cancelAlarm();
    cancelAlarm = clock.after(ms, ring);
  };

  return {
    get failure() {
      return circuit.failure;
    },
    get retryAt() {
      return circuit.retryAt;
    },
    turn(someoneCannotWait) {
      if (attempt !== undefined) return 'nobody';
      const now = clock.now();
      const { retryAt, probeAt } = circuit;
      if (now >= retryAt) return 'anyone';
      if (someoneCannotWait && now >= probeAt) return 'who cannot wait';
      alarm((someoneCannotWait ? probeAt : retryAt) - now, onChange);
      return 'nobody';
    },
    tryWith(taskId) {
      attempt = taskId;
      alarm(PROBE_MS, found);
    },
    ended(taskId) {
      if (attempt === taskId) attempt = undefined;
    },
    away(failure) {
      const now = clock.now();
      // Runs that were begun together fail together: that is one absence, not many.
      if (now >= circuit.probeAt) circuit = opened(circuit, failure, now, chance());
    },
    found,
    close: () => cancelAlarm(),
  };

  function found(): void {
    if (circuit === CLOSED) return;
    circuit = CLOSED;
    attempt = undefined;
    cancelAlarm();
    onChange();
  }
}
