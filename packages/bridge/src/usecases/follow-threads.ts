import type { ThreadLog } from '../domain/port/thread-log.ts';
import { previewOf, type LoggedEntry, type Thread, type ThreadEntry } from '../domain/thread.ts';
import type { Background } from './background.ts';
import type { ChatSignals } from './chat-signals.ts';
import type { LiveTurns } from './live-turns.ts';
import type { ThreadFeed } from './thread-feed.ts';

/** What changes in the threads of a user. */
export type ThreadNews =
  | { readonly kind: 'entry'; readonly thread: string; readonly entry: ThreadEntry }
  /** How a thread stands now. */
  | { readonly kind: 'head'; readonly thread: Thread }
  | { readonly kind: 'removed'; readonly thread: string };

export type ThreadListener = (news: ThreadNews) => void;

export interface FollowThreads {
  /** Resolves, with how to stop, once nothing that happens from now on in the threads of this user is missed. */
  follow(user: string, listener: ThreadListener): Promise<() => void>;
  /** A thread was changed here: tells everybody who follows it, wherever he is. */
  changed(thread: Thread): void;
  removed(user: string, thread: string): void;
  /** Nobody is told anything any more. */
  close(): Promise<void>;
}

export interface FollowThreadsDeps {
  readonly threads: Pick<ThreadLog, 'thread'>;
  readonly feed: ThreadFeed;
  readonly signals: ChatSignals;
  readonly turns: Pick<LiveTurns, 'answered'>;
  readonly background: Background;
}

/** Tells the browsers of each user what happens in his threads, and how the threads stand afterwards. */
export function createFollowThreads({
  threads,
  feed,
  signals,
  turns,
  background,
}: FollowThreadsDeps): FollowThreads {
  const listeners = new Map<string, Set<ThreadListener>>();
  /** Threads something was said in since their head was told. */
  const stale = new Set<string>();
  let telling = false;
  let following: Promise<() => void> | undefined;

  signals.listen((signal) => {
    if (signal.type === 'removed') tell(signal.user, { kind: 'removed', thread: signal.thread });
    if (signal.type === 'head' && listeners.has(signal.user)) showHead(signal.thread);
  });

  return {
    async follow(user, listener) {
      add(user, listener);
      following ??= feed.follow(onEntry);
      try {
        await following;
      } catch (thrown) {
        leave(user, listener);
        following = undefined;
        throw thrown;
      }
      return () => leave(user, listener);
    },
    changed(thread) {
      tell(thread.user, { kind: 'head', thread });
      signals.send({ type: 'head', user: thread.user, thread: thread.id });
    },
    removed(user, thread) {
      tell(user, { kind: 'removed', thread });
      signals.send({ type: 'removed', user, thread });
    },
    async close() {
      listeners.clear();
      (await following)?.();
    },
  };

  function add(user: string, listener: ThreadListener): void {
    const mine = listeners.get(user);
    if (mine) mine.add(listener);
    else listeners.set(user, new Set([listener]));
  }

  function leave(user: string, listener: ThreadListener): void {
    const mine = listeners.get(user);
    if (mine?.delete(listener) && mine.size === 0) listeners.delete(user);
  }

  function onEntry({ user, thread, entry }: LoggedEntry): void {
    // Its link may be on another node.
    if (entry.kind === 'answered' && entry.isFinal && entry.turn !== undefined)
      turns.answered(thread, entry.turn);
    if (!listeners.has(user)) return;
    tell(user, { kind: 'entry', thread, entry });
    if (previewOf(entry) !== undefined) showHead(thread);
  }

  /** Several entries of one moment are one head. */
  function showHead(thread: string): void {
    stale.add(thread);
    if (telling) return;
    telling = true;
    background('show how a thread stands', tellHeads);
  }

  async function tellHeads(): Promise<void> {
    try {
      for (const id of stale) {
        stale.delete(id);
        const thread = await threads.thread(id);
        if (thread) tell(thread.user, { kind: 'head', thread });
      }
    } finally {
      telling = false;
    }
  }

  function tell(user: string, news: ThreadNews): void {
    for (const listener of listeners.get(user) ?? []) listener(news);
  }
}
