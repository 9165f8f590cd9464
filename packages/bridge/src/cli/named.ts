import { usage } from '../config/arguments.ts';
import type { Failure } from '../domain/failure.ts';

/** With less, a slip of the finger takes the wrong one away. Four of them all ids of a kind begin with. */
const LEAST_CHARS = 8;

/** What is named by ids of ours. */
export interface Named {
  /** One of them: `token`. Several of them have an s behind it. */
  readonly noun: string;
  readonly unknown: (id: string) => Failure;
}

/**
 * The one thing an id or its beginning names. Errors: that of a thing which is unknown; `invalid_input` when several begin
 * like it, or the beginning is too short to be meant.
 */
export function named<T extends { readonly id: string }>(
  things: readonly T[],
  begun: string,
  { noun, unknown }: Named,
): T {
  const exact = things.find(({ id }) => id === begun);
  if (exact !== undefined) return exact;
  if (begun.length < LEAST_CHARS)
    throw usage(`"${begun}" is too short to name a ${noun}; ${LEAST_CHARS} characters of its id will do.`);
  const found = things.filter(({ id }) => id.startsWith(begun));
  const [thing, another] = found;
  if (thing === undefined) throw unknown(begun);
  if (another === undefined) return thing;
  throw usage(
    `"${begun}" begins the ids of ${found.length} ${noun}s: ${found.map(({ id }) => id).join(', ')}.`,
  );
}
