import type { Principal } from '../domain/principal.ts';
import { refusal } from './problem.ts';

/** One request to a resource of the console, from somebody who may be here. */
export interface Call {
  readonly request: Request;
  readonly query: URLSearchParams;
  /** What follows the resource in the path. */
  readonly rest: readonly string[];
  readonly principal: Principal;
}

/** Answers; rejects with a Failure, which the console makes an answer of. */
export type Answer = (call: Call) => Promise<Response>;

/** What there is under one word of `/console/`. A method that is missing is refused. */
export interface Resource {
  readonly GET?: Answer;
  readonly POST?: Answer;
  readonly DELETE?: Answer;
}

/** There is nothing under this path. */
export function nothingHere(): Response {
  return refusal(404, 'The console has nothing there.');
}
