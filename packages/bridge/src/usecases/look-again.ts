import { delayBefore } from '../domain/backoff.ts';
import { toFailure, type Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';

/** A gateway or a store that says "not now" is asked again soon, then ever less often. */
const SOON = { initialMs: 2_000, factor: 2, maxMs: 60_000 };

/** What only a person can mend, or the gateway with its next start. */
const SELDOM_MS = 5 * 60_000;

/** Whoever could not look looks again: what there is to see would otherwise be missed until the next reconnect. */
export interface LookAgain {
  /** Plans the next look. Returns the failure if it is one to tell of: only the first of a row that is not "not now". */
  after(thrown: unknown): Failure | undefined;
  /** It worked. */
  done(): void;
  /** Nothing is looked at any more, until somebody asks for it. */
  cancel(): void;
}

export function createLookAgain(clock: Clock, look: () => void): LookAgain {
  let failures = 0;
  let cancel = () => {};
  return {
    after(thrown) {
      const failure = toFailure(thrown);
      cancel();
      // Without chance: how many may look at once spreads them already.
      const delay = failure.retryable ? delayBefore(failures, SOON, 1) : SELDOM_MS;
      cancel = clock.after(delay, look);
      return failures++ === 0 && !failure.retryable ? failure : undefined;
    },
    done() {
      failures = 0;
    },
    cancel: () => cancel(),
  };
}
