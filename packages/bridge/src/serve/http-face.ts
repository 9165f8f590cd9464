import type { FailureRecord } from '../domain/failure.ts';
import type { Refusal } from './refusal.ts';

/** Soon enough for who waits, and seldom enough for what is just coming back. */
const COME_AGAIN_S = 5;

/** What somebody is told over HTTP of a request that failed: whether to try again, and none of the reasons. Those are in the log. */
export function httpFace({ retryable }: FailureRecord): Refusal {
  if (!retryable) return { status: 500, message: 'Internal error. The log of clawbridge has the details.' };
  return {
    status: 503,
    message: 'Not available now. Try again in a moment.',
    headers: { 'Retry-After': String(COME_AGAIN_S) },
  };
}
