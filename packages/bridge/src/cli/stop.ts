import { Failure } from '../domain/failure.ts';
import type { Task } from '../domain/task.ts';

/** A service manager kills after some seconds; we are gone before. */
const LIMIT_MS = 4_800;

/** How long running agents may go on while we leave; the rest of the limit is for closing. */
export const GRACE_MS = 4_000;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignalName = (typeof STOP_SIGNALS)[number] | 'SIGPIPE';

/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP, or when nobody reads stdout any more. From then on a second one, or
 * the time limit, ends the process at once.
 */
export function untilStopSignal(): Promise<StopSignalName> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (signal: StopSignalName) => {
      if (asked) process.exit(1);
      asked = true;
      armLimit();
      resolve(signal);
    };
    for (const signal of STOP_SIGNALS) process.on(signal, stop);
    process.stdout.once('error', () => {
      if (!asked) stop('SIGPIPE');
    });
  });
}

/** Ends the process even if something hangs while closing. */
export function armLimit(): void {
  setTimeout(() => process.exit(1), LIMIT_MS).unref();
}

/** What we leave with when we are told to stop and the task is not. */
export function goesOn({ id }: Pick<Task, 'id'>): Failure {
  return new Failure('shutting_down', `Stopped waiting. Task ${id} goes on.`, {
    hint: `\`clawbridge task wait ${id}\` waits for its answer.`,
  });
}
