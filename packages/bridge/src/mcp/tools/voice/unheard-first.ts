import { pagesOf } from '../../../domain/speech.ts';
import type { News } from '../../../usecases/unheard.ts';
import type { Verbs } from '../../../usecases/verbs.ts';
import { resultText } from './result-text.ts';
import { beside, halfOf, joined, limitsOf } from './speaking.ts';
import type { VoiceCall } from './voice-call.ts';

/**
 * What the listener has not heard yet, of the task that ended first: an endpoint can be told nothing unasked. At most half of
 * what may be said, so that the answer has the other half.
 */
export async function unheardFirst(verbs: Verbs, call: VoiceCall): Promise<string | undefined> {
  const { principal, voice, hearing } = call;
  const news = await verbs.unheard(principal, voice, hearing);
  return news && textOf(news, call);
}

function textOf({ number, task, others }: News, { voice, words }: VoiceCall): string {
  const limits = halfOf(limitsOf(voice));
  const rest = others === 0 ? '' : words.othersWait(others);
  const { isDone, text } = resultText(task, words);
  const tell = (result: string) => (isDone ? words.alsoDone : words.alsoFailed)(number, result);
  const most = beside(limits, tell(''), rest);
  const pages = pagesOf(text, most);
  if (pages.length <= 1) return joined(limits, tell(text), rest);
  const more = words.alsoMore(number);
  return joined(limits, tell(pagesOf(text, beside(most, more))[0] ?? ''), more, rest);
}
