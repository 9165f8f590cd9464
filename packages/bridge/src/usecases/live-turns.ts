import type { Live, RunningTurn } from '../domain/live.ts';
import type { ToolUse } from '../domain/thread.ts';
import type { ChatSignals, LiveNews } from './chat-signals.ts';

/** What is kept for those who come in the middle; beyond it the oldest turns are forgotten: their answers still come. */
const MAX_TURNS = 1_000;
const MAX_CHARS = 16 * 1024 * 1024;
const MAX_TURN_CHARS = 150_000;
const MAX_TOOLS = 100;

export type LiveListener = (news: LiveNews) => void;

/** The turns that go on now, on any node. */
export interface LiveTurns {
  /** Something happened on a link of this process. */
  note(news: LiveNews): void;
  /** The answer is written: it says all there was. */
  answered(turn: string): void;
  /** A link went away: nobody knows what becomes of its turns until it is back. */
  lost(link: string): void;
  /** What goes on in the threads of a user. */
  running(user: string): readonly (RunningTurn & { readonly thread: string })[];
  /** All of an answer that is being written, as far as it has come. */
  textOf(turn: string): string | undefined;
  /** What was done in a turn, also in one whose link is gone. */
  toolsOf(turn: string): readonly ToolUse[];
  /** Calls back for what happens in any turn, wherever its link is. Returns how to stop. */
  follow(listener: LiveListener): () => void;
}

interface Turn {
  readonly id: string;
  readonly user: string;
  readonly thread: string;
  readonly link: string;
  text: string;
  tools: readonly ToolUse[];
  isRunning: boolean;
}

export function createLiveTurns(
  signals: ChatSignals,
  {
    maxTurns = MAX_TURNS,
    maxChars = MAX_CHARS,
  }: { readonly maxTurns?: number; readonly maxChars?: number } = {},
): LiveTurns {
  /** The one that was noted first comes first. */
  const turns = new Map<string, Turn>();
  /** What is heard of them now was said before their answer, and comes late. */
  const over = new Set<string>();
  const listeners = new Set<LiveListener>();
  let chars = 0;

  signals.listen((signal) => {
    if (signal.type === 'live') take(signal.news);
  });

  return {
    note,
    answered(turn) {
      forget(turn);
      over.add(turn);
      for (const oldest of over) {
        if (over.size <= maxTurns) return;
        over.delete(oldest);
      }
    },
    lost(link) {
      for (const { id, user, thread, isRunning } of [...turns.values()].filter((turn) => turn.link === link))
        if (isRunning) note({ user, thread, link, live: { type: 'ended', turn: id } });
    },
    running: (user) =>
      [...turns.values()]
        .filter((turn) => turn.user === user && turn.isRunning)
        .map(({ id, thread, text, tools }) => ({ turn: id, thread, text, tools })),
    textOf: (turn) => turns.get(turn)?.text,
    toolsOf: (turn) => turns.get(turn)?.tools ?? [],
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };

  function note(news: LiveNews): void {
    take(news);
    signals.send({ type: 'live', news });
  }

  function take(news: LiveNews): void {
    if ('turn' in news.live && news.live.type !== 'ended' && over.has(news.live.turn)) return;
    if (news.live.type !== 'typing') keep(news, news.live);
    for (const listener of listeners) listener(news);
  }

  function keep(news: LiveNews, live: Exclude<Live, { type: 'typing' }>): void {
    const known = turns.get(live.turn);
    // What another one says about a turn is not about this one.
    if (known && (known.link !== news.link || known.thread !== news.thread)) return;
    if (live.type === 'ended') {
      if (known) known.isRunning = false;
      return;
    }
    const turn = known ?? begin(live.turn, news);
    turn.isRunning = true;
    if (live.type === 'tool') turn.tools = withTool(turn.tools, live.tool);
    else rewrite(turn, live);
  }

  function begin(id: string, { user, thread, link }: LiveNews): Turn {
    const turn: Turn = { id, user, thread, link, text: '', tools: [], isRunning: true };
    turns.set(id, turn);
    makeRoom();
    return turn;
  }

  /** A part without what comes before it says nothing. */
  function rewrite(turn: Turn, { at, text }: { readonly at: number; readonly text: string }): void {
    if (at > turn.text.length) return;
    const whole = (turn.text.slice(0, at) + text).slice(0, MAX_TURN_CHARS);
    chars += whole.length - turn.text.length;
    turn.text = whole;
    makeRoom();
  }

  function makeRoom(): void {
    for (const id of turns.keys()) {
      if (turns.size <= maxTurns && chars <= maxChars) return;
      forget(id);
    }
  }

  function forget(id: string): void {
    chars -= turns.get(id)?.text.length ?? 0;
    turns.delete(id);
  }
}

function withTool(tools: readonly ToolUse[], tool: ToolUse): readonly ToolUse[] {
  const at = tools.findIndex(({ id }) => id === tool.id);
  if (at >= 0) return tools.with(at, tool);
  return tools.length < MAX_TOOLS ? [...tools, tool] : tools;
}
