import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';

const TIMEOUT_MS = 5_000;

/** An issuer that is away is left alone for so long, however many tokens are shown meanwhile. */
const PAUSE_MS = 5_000;

/** Fetches JSON of an issuer. Errors: `issuer_unavailable`, also for an answer that is not 200. */
export type PatientFetch = (url: string) => Promise<Response>;

export function createPatientFetch(clock: Pick<Clock, 'now'>): PatientFetch {
  const failures = new Map<string, { readonly failure: Failure; readonly until: number }>();

  return async function patientFetch(url) {
    const last = failures.get(url);
    if (last !== undefined && clock.now() < last.until) throw last.failure;
    try {
      const response = await fetch(url, {
        headers: { accept: 'application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
      failures.delete(url);
      return response;
    } catch (thrown) {
      const failure = issuerUnavailable(thrown);
      failures.set(url, { failure, until: clock.now() + PAUSE_MS });
      throw failure;
    }
  };
}

/** Why no token of the issuer can be checked now. A Failure stays what it is. */
export function issuerUnavailable(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new Failure(
    'issuer_unavailable',
    `The issuer of the tokens cannot be asked for its keys${reason}.`,
    {
      hint: 'Check --external-issuer and --external-jwks-url, and whether this machine reaches them.',
      retryable: true,
      cause,
    },
  );
}
