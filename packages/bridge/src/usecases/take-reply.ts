import type { Clock } from '../domain/port/clock.ts';
import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { UploadStore } from '../domain/port/upload-store.ts';
import {
  titleFrom,
  unknownThread,
  type Said,
  type Thread,
  type ThreadDecision,
  type ToolUse,
} from '../domain/thread.ts';
import { wellFormed } from '../domain/well-formed.ts';
import { decidedKey } from './order-agent.ts';
import type { FindAddressee, Person, Target } from './find-addressee.ts';
import { findAttached } from './find-attached.ts';
import type { LiveTurns } from './live-turns.ts';
import type { ThreadFeed } from './thread-feed.ts';

/** What an agent, or its channel, has to say. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly text: string;
      /** Ids of files that belong to whoever it is said to. */
      readonly attachments: readonly string[];
      readonly turn?: string | undefined;
      readonly isFinal: boolean;
    }
  | { readonly kind: 'notice'; readonly text: string }
  | {
      readonly kind: 'approval';
      readonly approval: {
        readonly id: string;
        readonly what: string;
        readonly choices: readonly ThreadDecision[];
      };
      readonly turn?: string | undefined;
    }
  | { readonly kind: 'decided'; readonly approval: string; readonly decision: ThreadDecision };

export interface Spoken {
  readonly link: string;
  /** How the plugin knows it: it is written once, however often it is sent. */
  readonly nonce: string;
  readonly to: Target;
  readonly reply: Reply;
}

export interface TakeReply {
  /**
   * Resolves with the id of the entry once it is written: the same one for the same nonce.
   * Errors: `unknown_user`, `unknown_thread`, `unknown_upload`, `store_unavailable`.
   */
  take(spoken: Spoken): Promise<string>;
  /** The id of what was written under this nonce. */
  find(link: string, nonce: string): Promise<string | undefined>;
}

export interface TakeReplyDeps {
  readonly threads: Pick<ThreadLog, 'append' | 'find'>;
  readonly uploads: Pick<UploadStore, 'find'>;
  readonly addressees: FindAddressee;
  readonly turns: Pick<LiveTurns, 'answered' | 'toolsOf'>;
  readonly feed: Pick<ThreadFeed, 'wake'>;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Writes down what an agent says. Whoever is here sees it now, everybody else when he comes. */
export function createTakeReply(deps: TakeReplyDeps): TakeReply {
  const { threads, uploads, addressees, turns, feed, clock, newId } = deps;
  return {
    async take({ link, nonce, to, reply }) {
      // Where it goes may be another thread by now.
      const known = to.thread === undefined ? await threads.find(link, replyKey(nonce)) : undefined;
      if (known) return known.id;
      const { person, thread } = await addressees.find(link, to);
      const said = await saidBy(person, thread?.id, reply);
      const at = clock.now();
      const begin = thread ?? beginning(link, person, said, at);
      const key = reply.kind === 'decided' ? decidedKey(begin.id, reply.approval) : replyKey(nonce);
      const written = await threads.append({ id: newId(), thread: begin.id, said, at, key }, begin);
      if (written === undefined) throw unknownThread(begin.id);
      if (reply.kind === 'answered' && reply.isFinal && reply.turn !== undefined)
        turns.answered(begin.id, reply.turn);
      feed.wake();
      return written.entry.id;
    },
    async find(link, nonce) {
      return (await threads.find(link, replyKey(nonce)))?.id;
    },
  };

  async function saidBy(person: Person, thread: string | undefined, reply: Reply): Promise<Said> {
    switch (reply.kind) {
      case 'answered': {
        const { text, turn, isFinal } = reply;
        const attachments = await findAttached(uploads, person.id, reply.attachments);
        const hasTools = isFinal && thread !== undefined && turn !== undefined;
        const tools = hasTools ? turns.toolsOf(thread, turn).map(over) : [];
        return {
          kind: 'answered',
          text: wellFormed(text),
          attachments,
          isFinal,
          ...(turn === undefined ? {} : { turn }),
          ...(tools.length === 0 ? {} : { tools }),
        };
      }
      case 'notice':
        return { kind: 'notice', text: wellFormed(reply.text) };
      case 'approval':
        return { ...reply, approval: { ...reply.approval, what: wellFormed(reply.approval.what) } };
      case 'decided':
        return reply;
    }
  }

  /** Nobody has said anything yet: the agent speaks first. */
  function beginning(
    link: string,
    { id: user }: Person,
    said: Said,
    at: number,
  ): Pick<Thread, 'id' | 'user' | 'link' | 'title' | 'createdAt'> {
    const title = ('text' in said ? titleFrom(said.text) : '') || '…';
    return { id: newId(), user, link, title, createdAt: at };
  }
}

function replyKey(nonce: string): string {
  return `reply:${nonce}`;
}

/** There is nothing it could still be doing. */
function over(tool: ToolUse): ToolUse {
  return tool.status === 'running' ? { ...tool, status: 'completed' } : tool;
}
