import { describe, expect, it } from 'vitest';
import { ALL_FAILURE_CODES } from './failure.fixture.ts';
import { httpStatusOf } from './http-status.ts';

/** What whoever asked can do something about; everything else is ours, or a gateway's. */
const OF_THE_REQUEST: Readonly<Record<string, number>> = {
  invalid_input: 400,
  not_signed_in: 401,
  not_allowed: 403,
  not_cancellable: 409,
  idempotency_conflict: 409,
  cancelled: 409,
  too_many: 429,
};

describe('over HTTP', () => {
  it.each(ALL_FAILURE_CODES)('%s is a fault of the request only where it is one', (code) => {
    if (code.startsWith('unknown_')) expect(httpStatusOf(code)).toBe(404);
    else if (code in OF_THE_REQUEST) expect(httpStatusOf(code)).toBe(OF_THE_REQUEST[code]);
    else expect(httpStatusOf(code)).toBeGreaterThanOrEqual(500);
  });
});
