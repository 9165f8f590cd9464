/** A piece of an env file: the setting of a variable, or a comment or blank line. Pieces together are the whole text. */
export interface EnvPiece {
  /** Undefined for what sets nothing. */
  readonly name?: string;
  readonly text: string;
}

const SPACE = '[ \\t]*';
const REST = `${SPACE}(?:#[^\\n]*)?(?:\\n|$)`;
const QUOTED = ['"', "'", '`'].map((quote) => `${quote}[^${quote}]*${quote}${REST}`).join('|');
const SETTING = new RegExp(
  `${SPACE}(?:export[ \\t]+)?([A-Za-z_]\\w*)${SPACE}=${SPACE}(?:${QUOTED}|[^\\s"'\`][^\\n]*(?:\\n|$)|(?:\\n|$))`,
  'y',
);
const NOTHING = new RegExp(REST, 'y');

/** Splits the text of an env file. What node:util would make a guess about is nothing: `brokenLine` says where that is. */
export function splitEnvText(text: string): {
  readonly pieces: readonly EnvPiece[];
  readonly brokenLine?: number;
} {
  const pieces: EnvPiece[] = [];
  let at = 0;
  while (at < text.length) {
    const piece = settingAt(text, at) ?? nothingAt(text, at);
    if (piece === undefined) return { pieces, brokenLine: text.slice(0, at).split('\n').length };
    pieces.push(piece);
    at += piece.text.length;
  }
  return { pieces };
}

function settingAt(text: string, at: number): EnvPiece | undefined {
  SETTING.lastIndex = at;
  const [whole, name] = SETTING.exec(text) ?? [];
  return whole === undefined || name === undefined ? undefined : { name, text: whole };
}

function nothingAt(text: string, at: number): EnvPiece | undefined {
  NOTHING.lastIndex = at;
  const [whole] = NOTHING.exec(text) ?? [];
  return whole === undefined ? undefined : { text: whole };
}

/** As editors on Windows write it, too. */
export function plainEnvText(raw: string): string {
  return raw.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}
