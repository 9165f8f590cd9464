import { wellFormed } from './well-formed.ts';

/** How much is said at once: characters, 0 for any number, and bytes it has in JSON. */
export interface SpeechLimits {
  readonly maxChars: number;
  readonly maxBytes: number;
}

/** Pictures, and what joins and colours them: a voice would read their names out. */
const PICTURES =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u{fe0e}\u{fe0f}\u{20e3}]/gu;

/** Not heard, or half a character. */
const UNHEARD = /[\p{Cf}\p{Co}\p{Cn}\ufffd]/gu;

const BLANK = /[\s\p{Cc}]+/gu;

/** A text as it can be read out: no pictures, no control characters, one blank where there is any white space. */
export function speakable(text: string): string {
  return wellFormed(text).replace(PICTURES, '').replace(UNHEARD, '').replace(BLANK, ' ').trim();
}

/**
 * A text made speakable and cut into parts to be said one after the other, each within the limits. Cut between sentences;
 * within one that is too long by itself, at a comma, a blank, or wherever it must be. No parts when nothing is to be said.
 */
export function pagesOf(text: string, limits: SpeechLimits): readonly string[] {
  const most = { chars: limits.maxChars <= 0 ? Infinity : limits.maxChars, bytes: limits.maxBytes };
  const pages: string[] = [];
  let page = '';
  let size = NOTHING;
  for (const piece of piecesOf(speakable(text), most, FINER_AND_FINER)) {
    const grown = sum(size, sizeOf(piece));
    if (page !== '' && !fits(grown, most)) {
      pages.push(page);
      page = piece.trimStart();
      size = sizeOf(page);
    } else {
      page += piece;
      size = grown;
    }
  }
  return [...pages, page].map((one) => one.trim()).filter((one) => one !== '');
}

/** Bytes of a text in JSON, without the quotes around it. */
export function quotedLength(text: string): number {
  return utf8Length(JSON.stringify(text)) - 2;
}

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const point of text) bytes += bytesOf(point.codePointAt(0) ?? 0);
  return bytes;
}

function bytesOf(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

interface Size {
  readonly chars: number;
  readonly bytes: number;
}

const NOTHING: Size = { chars: 0, bytes: 0 };

function sizeOf(text: string): Size {
  return { chars: text.length, bytes: quotedLength(text) };
}

function sum(one: Size, other: Size): Size {
  return { chars: one.chars + other.chars, bytes: one.bytes + other.bytes };
}

function fits(size: Size, most: Size): boolean {
  return size.chars <= most.chars && size.bytes <= most.bytes;
}

/** Cuts a text into parts; put together they are the text. */
type Cut = (text: string) => readonly string[];

/** One language for all: the rules for the ends of sentences know every script's. */
const cutSentences = segmentsOf('sentence');
const cutGraphemes = segmentsOf('grapheme');

const FINER_AND_FINER: readonly Cut[] = [
  cutSentences,
  // A comma of ASCII may stand in a number.
  (text) => text.split(/(?<=[，、；：])|(?<=[,;:])(?= )/u),
  (text) => text.split(/(?<= )/u),
  cutGraphemes,
  (text) => Array.from(text),
];

/** Each as large as it may be. One character stays whole, however little is allowed. */
function piecesOf(text: string, most: Size, [cut, ...finer]: readonly Cut[]): readonly string[] {
  if (cut === undefined || text === '') return text === '' ? [] : [text];
  return cut(text).flatMap((part) =>
    fits(sizeOf(part.trimEnd()), most) ? [part] : piecesOf(part, most, finer),
  );
}

/** Made at its first use: the data behind it takes a moment to load. */
function segmentsOf(granularity: 'sentence' | 'grapheme'): Cut {
  let segmenter: Intl.Segmenter | undefined;
  return (text) => {
    segmenter ??= new Intl.Segmenter('en', { granularity });
    return Array.from(segmenter.segment(text), ({ segment }) => segment);
  };
}
