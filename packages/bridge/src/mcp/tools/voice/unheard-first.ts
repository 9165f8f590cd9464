import { pagesOf } from '../../../domain/speech.ts';
import type { Numbered } from '../../../usecases/ask-aloud.ts';
import type { Verbs } from '../../../usecases/verbs.ts';
import { resultText } from './result-text.ts';
import { beside, halfOf, joined, limitsOf } from './speaking.ts';
import type { VoiceCall } from './voice-call.ts';
import type { Words } from './words.ts';

/** News an answer begins with. */
export interface News {
  readonly text: string;
  /** Whose result it is. */
  readonly number: number;
}

/**
 * What the listener has not heard yet, of the task that ended first: an endpoint can be told nothing unasked. At most half of
 * what may be said, so that the answer has the other half.
 * @param given the number of the task whose result this answer gives anyway
 */
export async function unheardFirst(
  verbs: Verbs,
  call: VoiceCall,
  given: number | undefined,
): Promise<News | undefined> {
  const { principal, voice, words } = call;
  const waiting = (await verbs.unheard(principal, voice)).filter(({ number }) => number !== given);
  const [first, ...others] = waiting;
  if (first === undefined) return undefined;
  const rest = others.length === 0 ? '' : words.othersWait(others.length);
  return { text: newsOf(first, call, words, rest), number: first.number };
}

function newsOf({ number, task }: Numbered, { voice }: VoiceCall, words: Words, rest: string): string {
  const limits = halfOf(limitsOf(voice));
  const { isDone, text } = resultText(task, words);
  const tell = (result: string) => (isDone ? words.alsoDone : words.alsoFailed)(number, result);
  const most = beside(limits, tell(''), rest);
  const pages = pagesOf(text, most);
  if (pages.length <= 1) return joined(limits, tell(text), rest);
  const more = words.alsoMore(number);
  return joined(limits, tell(pagesOf(text, beside(most, more))[0] ?? ''), more, rest);
}
