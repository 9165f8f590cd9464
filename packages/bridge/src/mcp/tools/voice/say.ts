import type { FailureCode } from '../../../domain/failure.ts';
import { isSettled } from '../../../domain/task.ts';
import type { Voice } from '../../../domain/voice.ts';
import type { FoundSpoken } from '../../../usecases/get-spoken.ts';
import type { Answer } from './answer.ts';
import { resultText } from './result-text.ts';
import { joined, limitsOf, pageOf, withMessage } from './speaking.ts';
import type { VoiceCall } from './voice-call.ts';
import { wordsOf } from './words-of.ts';

/** What a tool has to say; it begins with the news, where there is any. */
export type Said = (news: string | undefined) => Answer;

export interface Saying {
  readonly page: number;
  /** The answer is one text; otherwise what to say stands beside its data. */
  readonly isPlain: boolean;
}

/** How a task is: its result, why there is none, or that it is worked on. */
export function sayTask(found: FoundSpoken, saying: Saying, call: VoiceCall): Said {
  const { number, task } = found;
  const { words } = call;
  const taskId = taskIdOf(found);
  if (!isSettled(task.status)) return sayWorkedOn(taskId, words.workedOn(number), call);
  const result = resultText(task, words);
  return (news) =>
    result.isDone
      ? resultAnswer(found, result.text, news, saying, call)
      : failureAnswer(call.voice, result.code, { task_id: taskId, news });
}

/** A task that has a number is called by it. */
export function taskIdOf({ number, task }: FoundSpoken): string {
  return number === undefined ? task.id : `task_${number}`;
}

function sayWorkedOn(taskId: string, sentence: string, { voice }: VoiceCall): Said {
  return (news) => withMessage(voice, { status: 'processing', task_id: taskId }, news, sentence);
}

/** Why there is no result, in words a device may say. */
export function failureAnswer(
  voice: Voice,
  code: FailureCode,
  { news, ...task }: { readonly task_id?: string; readonly news?: string | undefined } = {},
): Answer {
  const sentence = wordsOf(voice).failures[code];
  return withMessage(voice, { status: 'error', ...task, error: sentence, code }, news, sentence);
}

function resultAnswer(
  found: FoundSpoken,
  text: string,
  news: string | undefined,
  { page, isPlain }: Saying,
  { voice, words }: VoiceCall,
): Answer {
  const limits = limitsOf(voice);
  const said = pageOf(text, { words, limits, page, number: found.number, first: news });
  const shown = { page: said.page, pages: said.pages };
  const answer = { status: 'completed' as const, task_id: taskIdOf(found), ...shown };
  if (isPlain) return { ...answer, result: { content: joined(limits, news, said.content, said.more) } };
  const message = joined(limits, news, said.more);
  return { ...answer, result: { content: said.content }, ...(message === '' ? {} : { message }) };
}
