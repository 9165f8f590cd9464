import { Marked, type MarkedToken, type Token, type Tokens } from 'marked';
import { cutText } from '../../../domain/cut-text.ts';
import { flatLines } from './flat-lines.ts';

/** What is said in place of what cannot be read out. */
export interface PlainWords {
  readonly codeLeftOut: string;
  readonly link: string;
  /** Ends what has no end of its own: a heading, an item of a list. */
  readonly fullStop: string;
  /** Between the cells of a row. */
  readonly comma: string;
}

/** Nobody listens longer. What comes after it is not looked at, and not said. */
const MAX_CHARS = 60_000;

/** A parser's worst is the square of what it is given, so it is given little at a time. */
const CHUNK_CHARS = 2_000;

/** No blank for so long: data, not words. */
const DATA = /[!-~]{1000,}/g;

/** Ends where its characters end: in a Chinese sentence no blank follows it. What ends a sentence is none of it. */
const ADDRESS = /(?:https?:\/\/|www\.)[!-~]*(?<![.,;:!?)\]'"])/gi;

const TAG = /<[^<>]*>/g;

const ENDED = /[\p{P}]["'”’」』）)]*$/u;

// By its own rule an address goes on to the next blank.
const parser = new Marked({ gfm: true, tokenizer: { url: () => undefined } });

/**
 * An agent's Markdown as text to be read out: code is left out, of links the words are left, headings, items and rows are
 * sentences. A text that is JSON is code. Looks at the first 60,000 characters only. Whatever it is given, it ends soon and
 * does not throw.
 */
export function plainText(markdown: string, words: PlainWords): string {
  const text = cutText(markdown, MAX_CHARS);
  if (isJson(text, text.length < markdown.length)) return words.codeLeftOut + words.fullStop;
  const lines = flatLines(text.replace(DATA, ` ${words.codeLeftOut} `), words.codeLeftOut);
  return chunksOf(lines)
    .map((chunk) => readOut(chunk, words))
    .join(' ')
    .trim();
}

function isJson(text: string, isCut: boolean): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  // What was cut is recognised by its beginning; a link begins otherwise.
  if (isCut) return /^\s*[[{]\s*["[{]/.test(text);
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Lines put together to what the parser is given at once; where there is a choice, cut between paragraphs. */
function chunksOf(lines: readonly string[]): readonly string[] {
  const chunks: string[] = [];
  let chunk = '';
  for (const line of lines.flatMap(shortened)) {
    const isFull = chunk.length + line.length > CHUNK_CHARS;
    if (isFull || (line === '' && chunk.length > CHUNK_CHARS / 2)) {
      chunks.push(chunk);
      chunk = '';
    }
    chunk += `${line}\n`;
  }
  return [...chunks, chunk];
}

function shortened(line: string): readonly string[] {
  if (line.length <= CHUNK_CHARS) return [line];
  const most = cutText(line, CHUNK_CHARS);
  const first = /^.*(?:[。！？]|[.!?] )/s.exec(most)?.[0] ?? /^.* /s.exec(most)?.[0] ?? most;
  return [first, ...shortened(line.slice(first.length))];
}

function readOut(chunk: string, words: PlainWords): string {
  try {
    return blocks(parser.lexer(chunk), words);
  } catch {
    // Nested deeper than the stack is.
    return chunk.replaceAll(/[*_`~#|<>[\]]/g, '');
  }
}

function blocks(tokens: readonly Token[], words: PlainWords): string {
  return tokens
    .map((token) => block(token as MarkedToken, words))
    .filter((text) => text !== '')
    .join(' ');
}

function block(token: MarkedToken, words: PlainWords): string {
  switch (token.type) {
    case 'heading':
    case 'paragraph':
      return sentence(inline(token.tokens, words), words);
    case 'text':
      return sentence(inline([token], words), words);
    case 'code':
      return sentence(words.codeLeftOut, words);
    case 'blockquote':
    case 'list_item':
      return blocks(token.tokens, words);
    case 'list':
      return blocks(token.items, words);
    case 'table':
      return table(token, words);
    case 'html':
      return sentence(withoutTags(token.text), words);
    // No others stand alone, and these say nothing.
    case 'br':
    case 'checkbox':
    case 'codespan':
    case 'def':
    case 'del':
    case 'em':
    case 'escape':
    case 'hr':
    case 'image':
    case 'link':
    case 'space':
    case 'strong':
      return '';
  }
}

/** A row is a sentence; its heading would be said again and again. */
function table({ rows }: Tokens.Table, words: PlainWords): string {
  const texts = rows.map((row) =>
    row.map((cell) => inline(cell.tokens, words).trim()).filter((text) => text !== ''),
  );
  return texts.map((row) => sentence(row.join(words.comma), words)).join(' ');
}

function inline(tokens: readonly Token[], words: PlainWords): string {
  return tokens.map((token) => phrase(token as MarkedToken, words)).join('');
}

function phrase(token: MarkedToken, words: PlainWords): string {
  switch (token.type) {
    case 'text':
      return token.tokens === undefined ? said(token.text, words) : inline(token.tokens, words);
    case 'strong':
    case 'em':
    case 'del':
    case 'link':
      return inline(token.tokens, words);
    case 'codespan':
    case 'escape':
    case 'image':
      return said(token.text, words);
    case 'br':
      return ' ';
    // A tag says nothing, and no others stand within a sentence.
    case 'blockquote':
    case 'checkbox':
    case 'code':
    case 'def':
    case 'heading':
    case 'hr':
    case 'html':
    case 'list':
    case 'list_item':
    case 'paragraph':
    case 'space':
    case 'table':
      return '';
  }
}

function said(text: string, { link }: PlainWords): string {
  return decoded(text).replace(ADDRESS, link);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
};

function decoded(text: string): string {
  return text.replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

function withoutTags(html: string): string {
  return /^\s*<(?:script|style)\b/i.test(html) ? '' : decoded(html.replace(TAG, ' '));
}

function sentence(text: string, { fullStop }: PlainWords): string {
  const trimmed = text.trim();
  return trimmed === '' || ENDED.test(trimmed) ? trimmed : trimmed + fullStop;
}
