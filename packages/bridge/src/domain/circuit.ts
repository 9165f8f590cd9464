import { delayBefore } from './backoff.ts';
import type { FailureCode, FailureRecord } from './failure.ts';

/** A gateway that starts anew is back within seconds; one that stays away is asked twice a minute. */
const REST = { initialMs: 1_000, factor: 2, maxMs: 30_000 };

/** Whoever cannot wait has it tried at once, but not again before this: many callers do not make many attempts. */
const BREATH_MS = 250;

/**
 * Whether an instance is worth asking. Closed, it is asked; open, because it was found away, it is left alone for a
 * while, so that it costs nothing.
 */
export interface Circuit {
  /** How many times in a row it was found away. */
  readonly failures: number;
  /** When it is asked again for a task that can wait. */
  readonly retryAt: number;
  /** From when on it is asked for one that cannot. */
  readonly probeAt: number;
  /** Why it is open. */
  readonly failure?: FailureRecord;
}

export const CLOSED: Circuit = { failures: 0, retryAt: 0, probeAt: 0 };

/** @param chance 0 ≤ chance < 1 */
export function opened({ failures }: Circuit, failure: FailureRecord, now: number, chance: number): Circuit {
  const probeAt = now + BREATH_MS;
  return {
    failures: failures + 1,
    retryAt: probeAt + delayBefore(failures, REST, chance),
    probeAt,
    failure,
  };
}

const SAID_BY_GATEWAY: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'gateway_failed',
  'gateway_refused',
  'gateway_unauthorized',
  'gateway_forbidden',
  'pairing_required',
  'endpoint_missing',
  'empty_answer',
  'answer_too_large',
]);

/** Whether a failed run shows that the instance is there: only what it said itself does. */
export function showsPresence({ code }: FailureRecord): boolean {
  return SAID_BY_GATEWAY.has(code);
}
