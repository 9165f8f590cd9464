/** What stands before the words of a line and is not heard: blanks, the marks of quotes. */
const LEADING = /^[\s>]+/;

const ITEM = /^(?:[-+*]|\d{1,9}[.)])(?=\s|$)/;

const FENCE = /^(?:(?<ticks>`{3,})[^`]*|(?<waves>~{3,}).*)$/;

/**
 * The lines of a Markdown text without its nesting: an ear cannot follow it, and a parser may need minutes for what a
 * hostile text does with it. Lists have one level, quotes none, and a block of code is one line: `code`.
 */
export function flatLines(markdown: string, code: string): readonly string[] {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const raw of markdown.split(/\r\n?|\n/)) {
    const { isItem, words } = unnested(raw);
    const { ticks, waves } = FENCE.exec(words)?.groups ?? {};
    const marks = ticks ?? waves;
    if (fence === undefined && marks !== undefined) {
      fence = marks;
      // Lines of their own, so that it becomes a sentence of its own.
      lines.push('', code, '');
    } else if (fence === undefined) {
      lines.push(isItem ? `- ${words}` : words);
    } else if (words.startsWith(fence) && words.trimEnd() === marks) {
      fence = undefined;
    }
  }
  return lines;
}

function unnested(line: string): { readonly isItem: boolean; readonly words: string } {
  let words = line.replace(LEADING, '');
  let isItem = false;
  for (let mark = ITEM.exec(words); mark !== null; mark = ITEM.exec(words)) {
    isItem = true;
    words = words.slice(mark[0].length).replace(LEADING, '');
  }
  return { isItem, words };
}
