import type { Entry, Live, RunningTurn } from '@clawbridge/wire';
import { shallowReactive } from 'vue';

/** What an agent is doing in a thread right now. */
export interface ThreadLive {
  readonly isTyping: boolean;
  /** In the order they began. */
  readonly turns: readonly RunningTurn[];
}

export interface LiveTurns {
  of(thread: string): ThreadLive;
  take(thread: string, live: Live): void;
  /** An answer ends what was shown while it was written. */
  settle(thread: string, entry: Entry): void;
  /** All that runs, as the relay knows it. */
  replace(running: readonly ({ readonly thread: string } & RunningTurn)[]): void;
  /** Nothing is heard any more: nobody can say that somebody types. */
  hush(): void;
  remove(thread: string): void;
}

const NOTHING: ThreadLive = { isTyping: false, turns: [] };

/** So many turns are remembered as ended, so that a late part of one does not bring it back. */
const REMEMBERED = 200;

export function createLiveTurns(): LiveTurns {
  const threads = shallowReactive(new Map<string, ThreadLive>());
  const ended = new Set<string>();
  const of = (thread: string) => threads.get(thread) ?? NOTHING;

  const end = (thread: string, turn: string) => {
    ended.add(turn);
    const [oldest] = ended;
    if (ended.size > REMEMBERED && oldest !== undefined) ended.delete(oldest);
    const turns = of(thread).turns.filter((running) => running.turn !== turn);
    threads.set(thread, { isTyping: of(thread).isTyping && turns.length > 0, turns });
  };
  const change = (thread: string, turn: string, how: (running: RunningTurn) => RunningTurn) => {
    if (ended.has(turn)) return;
    threads.set(thread, { ...of(thread), turns: changed(of(thread).turns, turn, how) });
  };

  return {
    of,
    take(thread, live) {
      switch (live.type) {
        case 'typing':
          threads.set(thread, { ...of(thread), isTyping: live.on });
          return;
        case 'partial':
          return change(thread, live.turn, (running) => extended(running, live.at, live.text));
        case 'tool':
          return change(thread, live.turn, (running) => withTool(running, live.tool));
        case 'ended':
          return end(thread, live.turn);
      }
    },
    settle(thread, entry) {
      if (entry.kind !== 'answered') return;
      if (entry.turn === undefined) return;
      if (entry.isFinal) return end(thread, entry.turn);
      // A remark stands in the log now: it is not shown twice.
      if (of(thread).turns.some(({ turn }) => turn === entry.turn))
        change(thread, entry.turn, (running) => without(running, entry.text));
    },
    replace(running) {
      threads.clear();
      for (const { thread, ...turn } of running)
        if (!ended.has(turn.turn)) threads.set(thread, { ...of(thread), turns: [...of(thread).turns, turn] });
    },
    hush() {
      for (const [thread, now] of threads) threads.set(thread, { ...now, isTyping: false });
    },
    remove: (thread) => void threads.delete(thread),
  };
}

function changed(
  turns: readonly RunningTurn[],
  name: string,
  how: (running: RunningTurn) => RunningTurn,
): readonly RunningTurn[] {
  if (!turns.some(({ turn }) => turn === name)) return [...turns, how({ turn: name, text: '', tools: [] })];
  return turns.map((running) => (running.turn === name ? how(running) : running));
}

/** A part that begins behind what is known is left out: the next whole one makes it good. */
function extended(running: RunningTurn, at: number, text: string): RunningTurn {
  return at > running.text.length ? running : { ...running, text: running.text.slice(0, at) + text };
}

function withTool(running: RunningTurn, tool: RunningTurn['tools'][number]): RunningTurn {
  const isKnown = running.tools.some(({ id }) => id === tool.id);
  const tools = isKnown
    ? running.tools.map((known) => (known.id === tool.id ? tool : known))
    : [...running.tools, tool];
  return { ...running, tools };
}

function without(running: RunningTurn, text: string): RunningTurn {
  return running.text.trim() === text.trim() ? { ...running, text: '' } : running;
}
