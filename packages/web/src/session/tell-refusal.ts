import type { Words } from '../words/en.ts';
import { Refusal } from './ask.ts';

/** What went wrong, for a person. */
export interface Told {
  readonly message: string;
  readonly hint?: string | undefined;
}

export function tellRefusal(thrown: unknown, words: Words): Told {
  if (thrown instanceof Refusal) return { message: thrown.message, hint: thrown.hint };
  return { message: words.signIn.unreachable };
}
