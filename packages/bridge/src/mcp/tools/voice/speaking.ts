import { pagesOf, quotedLength, utf8Length, type SpeechLimits } from '../../../domain/speech.ts';
import type { Voice } from '../../../domain/voice.ts';
import type { Answer } from './answer.ts';
import type { Words } from './words.ts';

/** What an answer says at once, and where it goes on. */
export interface SaidPage {
  readonly content: string;
  readonly page: number;
  readonly pages: number;
  /** How to hear more; undefined at the end. */
  readonly more: string | undefined;
}

/** What is not said of a result: names of fields, numbers of pages. Bytes. */
const ENVELOPE_BYTES = 200;

/** However little is allowed, a sentence needs so much. */
const LEAST_BYTES = 120;

/** No result has more pages. */
const MOST_PAGES = 999;

/** How much a result may say. */
export function limitsOf({ maxChars, maxBytes }: Pick<Voice, 'maxChars' | 'maxBytes'>): SpeechLimits {
  return { maxChars, maxBytes: Math.max(maxBytes - ENVELOPE_BYTES, LEAST_BYTES) };
}

/** The half of it: as much as news may take from an answer. */
export function halfOf({ maxChars, maxBytes }: SpeechLimits): SpeechLimits {
  return { maxChars: Math.floor(maxChars / 2), maxBytes: Math.floor(maxBytes / 2) };
}

/** What is left beside these sentences, with a blank after each; never nothing, which would stand for any length. */
export function beside(limits: SpeechLimits, ...sentences: readonly string[]): SpeechLimits {
  const taken = sentences.map((one) => `${one} `).join('');
  return {
    maxChars: limits.maxChars === 0 ? 0 : Math.max(limits.maxChars - taken.length, 1),
    maxBytes: Math.max(limits.maxBytes - quotedLength(taken), 4),
  };
}

/** How many bytes an answer leaves of those that one may have. */
export function bytesLeft({ maxBytes }: Pick<Voice, 'maxBytes'>, answer: Answer): number {
  return maxBytes - utf8Length(JSON.stringify(answer));
}

/** An answer that also says these sentences, as far as there is room for them. */
export function withMessage(
  voice: Pick<Voice, 'maxChars' | 'maxBytes'>,
  answer: Answer,
  ...sentences: readonly (string | undefined)[]
): Answer {
  const maxBytes = Math.max(bytesLeft(voice, { ...answer, message: '' }), LEAST_BYTES);
  const message = joined({ maxChars: voice.maxChars, maxBytes }, ...sentences);
  return message === '' ? answer : { ...answer, message };
}

/** Sentences put together, within the limits whatever they are. */
export function joined(limits: SpeechLimits, ...sentences: readonly (string | undefined)[]): string {
  const text = sentences.filter((one) => one !== undefined && one !== '').join(' ');
  return pagesOf(text, limits)[0] ?? '';
}

/**
 * One page of a text, the last one for a page that does not exist. Which page begins where depends on the text and the voice
 * alone. Where news comes first and leaves too little room, as much of the page is said as fits, and the page is offered again.
 */
export function pageOf(
  text: string,
  {
    words,
    limits,
    page,
    number,
    first = '',
  }: {
    readonly words: Words;
    readonly limits: SpeechLimits;
    readonly page: number;
    /** Of the task whose result it is. */
    readonly number?: number | undefined;
    readonly first?: string | undefined;
  },
): SaidPage {
  const pages = pagesFor(text, limits, words);
  const at = Math.min(page, pages.length);
  const whole = pages[at - 1] ?? words.nothing;
  const next = at < pages.length ? words.more(at + 1) : undefined;
  const room = first === '' ? limits : beside(limits, first);
  const shown = { page: at, pages: Math.max(pages.length, 1) };
  if (first === '' || pagesOf(joinedWith(whole, next), room).length <= 1)
    return { content: whole, more: next, ...shown };
  const again = words.again(at, number);
  return { content: pagesOf(whole, beside(room, again))[0] ?? '', more: again, ...shown };
}

function joinedWith(text: string, next: string | undefined): string {
  return next === undefined ? text : `${text} ${next}`;
}

/** Each leaves room for how to hear the next one, where there is a next one. */
function pagesFor(text: string, limits: SpeechLimits, words: Words): readonly string[] {
  const whole = pagesOf(text, limits);
  return whole.length <= 1 ? whole : pagesOf(text, beside(limits, words.more(MOST_PAGES)));
}
