import type { Block, Row } from './row.ts';

/** Longest text shown in a row, unless the reader asks for more. */
export const SHOWN_CHARS = 8000;

/** A row as readers see it: a long text is cut, and the row says so. `chat.message.get` has the whole. */
export function shownRow(row: Row, maxChars: number = SHOWN_CHARS): Row {
  const content =
    typeof row.content === 'string' ? cut(row.content, maxChars) : cutBlocks(row.content, maxChars);
  if (content === row.content) return row;
  return { ...row, content, __openclaw: { ...row.__openclaw, truncated: true, reason: 'display-cap' } };
}

function cutBlocks(blocks: readonly Block[], maxChars: number): readonly Block[] {
  if (blocks.every((block) => block.type !== 'text' || block.text.length <= maxChars)) return blocks;
  return blocks.map((block) =>
    block.type === 'text' ? { ...block, text: cut(block.text, maxChars) } : block,
  );
}

function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars)}\n...(truncated)...`;
}
