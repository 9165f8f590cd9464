import type { Problem } from '@clawbridge/wire';
import { toFailure, type FailureRecord } from '../../domain/failure.ts';
import { httpStatusOf } from '../../domain/http-status.ts';

/** An answer that is no success. */
export function problem(
  status: number,
  { code, message, hint }: Pick<FailureRecord, 'code' | 'message' | 'hint'>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body: Problem = { error: { code, message, ...(hint === undefined ? {} : { hint }) } };
  return Response.json(body, { status, headers });
}

/** What is thrown, as an answer. Throws again what is ours to look at: its reasons are for the log. */
export function problemOf(thrown: unknown): Response {
  const failure = toFailure(thrown);
  const status = httpStatusOf(failure.code);
  if (status >= 500) throw failure;
  return problem(status, failure);
}

export function notSignedIn(): Response {
  return problem(401, {
    code: 'not_signed_in',
    message: 'You are not signed in.',
    hint: 'Open the link of your invite, or sign in with the password of the owner.',
  });
}

export function nothingHere(path: string): Response {
  return problem(404, { code: 'invalid_input', message: `There is nothing at ${path}.` });
}

export function wrongMethod(method: string, allowed: readonly string[]): Response {
  const refused = { code: 'invalid_input', message: `${method} is not for this address.` } as const;
  return problem(405, refused, { allow: allowed.join(', ') });
}
