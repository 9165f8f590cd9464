import type { Live, RunningTurn } from '../domain/live.ts';
import type { ToolUse } from '../domain/thread.ts';
import type { ChatSignals, LiveNews } from './chat-signals.ts';

/** What is kept for those who come in the middle; beyond it the oldest turns are forgotten: their answers still come. */
const MAX_TURNS = 1_000;
const MAX_CHARS = 16 * 1024 * 1024;
const MAX_TURN_CHARS = 150_000;
const MAX_TOOLS = 100;

export type LiveListener = (news: LiveNews) => void;

/** The turns that go on now, on any node. Each is known in its thread alone: its name in another one names another one. */
export interface LiveTurns {
  /** Something happened on a link of this process. */
  note(news: LiveNews): void;
  /** The answer is written: it says all there was. */
  answered(thread: string, turn: string): void;
  /** A link went away: nobody knows what becomes of its turns until it is back. */
  lost(link: string): void;
  /** What goes on in the threads of a user. */
  running(user: string): readonly (RunningTurn & { readonly thread: string })[];
  /** All of an answer that is being written, as far as it has come. */
  textOf(thread: string, turn: string): string | undefined;
  /** What was done in a turn, also in one whose link is gone. */
  toolsOf(thread: string, turn: string): readonly ToolUse[];
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
  /** By thread and turn. The one that was noted first comes first. */
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
    answered(thread, turn) {
      const key = keyOf(thread, turn);
      forget(key);
      over.add(key);
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
    textOf: (thread, turn) => turns.get(keyOf(thread, turn))?.text,
    toolsOf: (thread, turn) => turns.get(keyOf(thread, turn))?.tools ?? [],
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
    const { thread, live } = news;
    if ('turn' in live && live.type !== 'ended' && over.has(keyOf(thread, live.turn))) return;
    if (live.type !== 'typing') keep(news, live);
    for (const listener of listeners) listener(news);
  }

  function keep(news: LiveNews, live: Exclude<Live, { type: 'typing' }>): void {
    const known = turns.get(keyOf(news.thread, live.turn));
    if (live.type === 'ended') {
      if (known) known.isRunning = false;
      return;
    }
    const turn = known ?? begin(live.turn, news);
    turn.isRunning = true;
    chars -= sizeOf(turn);
    if (live.type === 'tool') turn.tools = withTool(turn.tools, live.tool);
    else turn.text = rewritten(turn.text, live);
    chars += sizeOf(turn);
    makeRoom();
  }

  function begin(id: string, { user, thread, link }: LiveNews): Turn {
    const turn: Turn = { id, user, thread, link, text: '', tools: [], isRunning: true };
    turns.set(keyOf(thread, id), turn);
    return turn;
  }

  function makeRoom(): void {
    for (const key of turns.keys()) {
      if (turns.size <= maxTurns && chars <= maxChars) return;
      forget(key);
    }
  }

  function forget(key: string): void {
    const turn = turns.get(key);
    if (turn === undefined) return;
    chars -= sizeOf(turn);
    turns.delete(key);
  }
}

function keyOf(thread: string, turn: string): string {
  return `${thread} ${turn}`;
}

function sizeOf({ text, tools }: Turn): number {
  return tools.reduce(
    (size, { id, name, title }) => size + id.length + name.length + title.length,
    text.length,
  );
}

/** A part without what comes before it says nothing. */
function rewritten(before: string, { at, text }: { readonly at: number; readonly text: string }): string {
  return at > before.length ? before : (before.slice(0, at) + text).slice(0, MAX_TURN_CHARS);
}

function withTool(tools: readonly ToolUse[], tool: ToolUse): readonly ToolUse[] {
  const at = tools.findIndex(({ id }) => id === tool.id);
  if (at >= 0) return tools.with(at, tool);
  return tools.length < MAX_TOOLS ? [...tools, tool] : tools;
}
