import { Lexer, Tokenizer, type TokensList } from 'marked';

/** Of more signs in a paragraph none is paired: that takes time which grows with more than their square. */
const MOST_SIGNS = 300;

/** Words nobody can read; to look at them takes as long when they are full of signs. */
const LONG_WORDS = /\S{600,}/g;

/** More blanks in a row are left out: to look at them takes time that grows with their square. */
const BLANKS = /([ \t]{500})[ \t]+/g;

const tokenizer = new Tokenizer();

tokenizer.emStrong = function emStrong(src, maskedSrc, prevChar) {
  return isTangled(maskedSrc) ? undefined : Tokenizer.prototype.emStrong.call(this, src, maskedSrc, prevChar);
};

tokenizer.del = function del(src, maskedSrc, prevChar) {
  return isTangled(maskedSrc) ? undefined : Tokenizer.prototype.del.call(this, src, maskedSrc, prevChar);
};

/**
 * Takes a text apart, whatever is in it: a page must not stop at what an agent writes, or was made to write. Undefined for what
 * is too tangled, or nested too deeply.
 */
export function lex(text: string): TokensList | undefined {
  if (text.match(LONG_WORDS)?.some(isTangled) === true) return undefined;
  try {
    return new Lexer({ gfm: true, breaks: true, tokenizer }).lex(text.replaceAll(BLANKS, '$1'));
  } catch {
    return undefined;
  }
}

let counted = '';
let isCountedTangled = false;

/** One paragraph is asked about for each of its signs. */
function isTangled(text: string): boolean {
  if (text !== counted) {
    counted = text;
    isCountedTangled = (text.match(/[*_~`]/g)?.length ?? 0) > MOST_SIGNS;
  }
  return isCountedTangled;
}
