import type { Token } from 'marked';
import { lex } from './lex.ts';
import { escapeHtml, render } from './render.ts';

/** A top-level part of a text. */
export type Block =
  | {
      readonly kind: 'prose';
      /** Of the source: the same source is the same block. */
      readonly raw: string;
      /** Not yet sanitised: for `sanitise` only. */
      readonly html: string;
    }
  | { readonly kind: 'code'; readonly raw: string; readonly code: string; readonly language: string };

/** Reads one text again and again while it grows. */
export interface BlockReader {
  read(text: string): readonly Block[];
}

/** What was read before is not made anew: of a text that grows, only the last block changes. */
export function createBlockReader(): BlockReader {
  let known = new Map<string, Block>();
  let links = '';
  return {
    read(text) {
      const tokens = lex(text);
      if (tokens === undefined) return [plain(text)];
      // A link defined at the end changes how what stands before it reads.
      const definitions = Object.keys(tokens.links).join('\n');
      if (definitions !== links) known = new Map();
      links = definitions;
      const next = new Map<string, Block>();
      const blocks = tokens.flatMap((token) => {
        if (token.type === 'space' || token.type === 'def') return [];
        const key = `${token.type}\n${token.raw}`;
        const block = known.get(key) ?? blockOf(token);
        next.set(key, block);
        return [block];
      });
      known = next;
      return blocks;
    },
  };
}

function blockOf(token: Token): Block {
  if (token.type !== 'code') return proseOf(token);
  const { raw, text, lang } = token as Token & { readonly text: string; readonly lang?: string };
  return { kind: 'code', raw, code: text, language: /^[\w+#.-]+/.exec(lang ?? '')?.[0].toLowerCase() ?? '' };
}

function proseOf(token: Token): Block {
  try {
    return { kind: 'prose', raw: token.raw, html: render(token) };
  } catch {
    return plain(token.raw);
  }
}

/** As it was written: it is nested too deeply to be read as anything else. */
function plain(raw: string): Block {
  return { kind: 'prose', raw, html: `<p>${escapeHtml(raw)}</p>` };
}
