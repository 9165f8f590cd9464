import type { Problem } from '@clawbridge/wire';
import { toFailure, type FailureCode, type FailureRecord } from '../../domain/failure.ts';

/** What a browser or a plugin can do something about. The reasons of everything else are in the log. */
const STATUSES: Partial<Readonly<Record<FailureCode, number>>> = {
  invalid_input: 400,
  not_signed_in: 401,
  not_allowed: 403,
  unknown_thread: 404,
  unknown_user: 404,
  unknown_upload: 404,
  too_many: 429,
};

/** An answer that is no success. */
export function problem(
  status: number,
  { code, message, hint }: Pick<FailureRecord, 'code' | 'message' | 'hint'>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body: Problem = { error: { code, message, ...(hint === undefined ? {} : { hint }) } };
  return Response.json(body, { status, headers });
}

/** What is thrown, as an answer. Throws again what is ours to look at. */
export function problemOf(thrown: unknown): Response {
  const failure = toFailure(thrown);
  const status = STATUSES[failure.code];
  if (status === undefined) throw failure;
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
