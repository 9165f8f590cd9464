/** A service manager kills after some seconds; we are gone before. */
const LIMIT_MS = 4_800;

/** How long running agents may go on while we leave; the rest of the limit is for closing. */
export const GRACE_MS = 4_000;

/** Resolves at the first SIGINT, SIGTERM or SIGHUP. From then on a second one, or the time limit, ends the process at once. */
export function untilStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(1);
      asked = true;
      armLimit();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}

/** Ends the process even if something hangs while closing. */
export function armLimit(): void {
  setTimeout(() => process.exit(1), LIMIT_MS).unref();
}
