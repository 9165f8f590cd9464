import type { Problem } from '@clawbridge/wire';
import type { FailureRecord } from '../domain/failure.ts';
import { httpStatusOf } from '../domain/http-status.ts';
import { troubleOf } from './trouble.ts';

/** What is not ours to explain to a page is in the log. */
const UNSPOKEN: FailureRecord = {
  code: 'internal',
  message: 'Something went wrong inside clawbridge.',
  hint: 'The log of clawbridge has the details.',
  retryable: false,
};

/** A failure as an answer: what happened and what to do. */
export function problemResponse(failure: FailureRecord): Response {
  const problem: Problem = { error: troubleOf(failure.code === 'internal' ? UNSPOKEN : failure) };
  return Response.json(problem, { status: httpStatusOf(failure.code) });
}

/** What is wrong with the request itself. */
export function refusal(status: number, message: string): Response {
  const problem: Problem = { error: { code: 'invalid_input', message } };
  return Response.json(problem, { status });
}
