import type { FailureCode } from '../../../domain/failure.ts';
import type { Task } from '../../../domain/task.ts';
import { plainText } from './plain-text.ts';
import type { Words } from './words.ts';

/** What came of a settled task. */
export type ResultText =
  | { readonly isDone: true; readonly text: string }
  | { readonly isDone: false; readonly text: string; readonly code: FailureCode };

/** What is said of a settled task: its answer made for the ear, or why there is none. */
export function resultText({ answer, failure }: Task, words: Words): ResultText {
  if (answer !== undefined)
    return { isDone: true, text: plainText(answer.text, words.plain) || words.nothing };
  const code = failure?.code ?? 'cancelled';
  return { isDone: false, text: words.failures[code], code };
}
