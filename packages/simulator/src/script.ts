import { MARKDOWN_SAMPLE } from './markdown-sample.ts';

/** One thing that happens while an agent answers. */
export type Step =
  /** Adds to the reply. */
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'wait'; readonly ms: number }
  /** The agent calls its `exec` tool. */
  | { readonly kind: 'exec'; readonly command: string; readonly needsApproval: boolean }
  /** The model provider refuses the request with HTTP 400. */
  | { readonly kind: 'refuse'; readonly reason: string }
  /** The model accepts and never says a word. */
  | { readonly kind: 'hang' }
  /** Every socket of the gateway is cut; the run goes on. */
  | { readonly kind: 'disconnect' }
  /** The gateway dies as by kill -9 and starts again. */
  | { readonly kind: 'restart' };

/** Between two words around a cut: long enough for a client to notice that the run outlives the wire. */
const WORD_GAP_MS = 20;

const VERBS: Readonly<Record<string, (rest: string, message: string) => readonly Step[] | undefined>> = {
  slow: (rest) => {
    const [words, gapMs] = numbers(rest, 2);
    return gapMs === undefined
      ? undefined
      : Array.from({ length: words ?? 0 }, (_, i) => wordThenGap(i, gapMs)).flat();
  },
  think: (rest, message) => {
    const [ms] = numbers(rest, 1);
    return ms === undefined ? undefined : [{ kind: 'wait', ms }, echo(message)];
  },
  long: (rest) => {
    const [characters] = numbers(rest, 1);
    return characters === undefined ? undefined : [{ kind: 'say', text: 'x'.repeat(characters) }];
  },
  tool: (command, message) => [{ kind: 'exec', command, needsApproval: false }, echo(message)],
  approve: (command, message) => [{ kind: 'exec', command, needsApproval: true }, echo(message)],
  error: (reason) => [{ kind: 'refuse', reason }],
  markdown: () => [{ kind: 'say', text: MARKDOWN_SAMPLE }],
  empty: () => [],
  hang: () => [{ kind: 'hang' }],
  disconnect: (rest, message) => interrupted('disconnect', rest, message),
  restart: (rest, message) => interrupted('restart', rest, message),
};

/**
 * What the agent does with a user's message. The simulator and the mock model both follow it, so one message means
 * the same in front of the simulator and of the real gateway. Anything that is no command is echoed. One exception:
 * `chat.send` of the real gateway takes `/approve` for a command of its own; `agent` and HTTP hand it on.
 */
export function parseScript(message: string): readonly Step[] {
  const command = /^\/([a-z]+)(?:\s+(.*))?$/s.exec(message);
  const steps = command && VERBS[command[1] ?? '']?.(command[2] ?? '', message);
  return steps ?? [echo(message)];
}

function echo(message: string): Step {
  return { kind: 'say', text: `ECHO: ${message}` };
}

function wordThenGap(index: number, ms: number): readonly Step[] {
  return [
    { kind: 'say', text: index === 0 ? 'w0' : ` w${index}` },
    { kind: 'wait', ms },
  ];
}

/** The echo in words, with the accident after the given number of them. The reply is the same as without it. */
function interrupted(
  accident: 'disconnect' | 'restart',
  rest: string,
  message: string,
): readonly Step[] | undefined {
  const [after] = numbers(rest, 1);
  if (after === undefined) return undefined;
  const words = `ECHO: ${message}`.match(/\s*\S+/g) ?? [];
  const steps = words.flatMap((text): Step[] => [
    { kind: 'say', text },
    { kind: 'wait', ms: WORD_GAP_MS },
  ]);
  return steps.toSpliced(Math.min(after * 2, steps.length), 0, { kind: accident });
}

/** The first `count` whole numbers of the text, or none when there are fewer. */
function numbers(text: string, count: number): readonly number[] {
  const found = text.split(/\s+/).slice(0, count).map(Number);
  return found.length === count && found.every((n) => Number.isInteger(n) && n >= 0) && text !== ''
    ? found
    : [];
}
