import { Failure } from './failure.ts';

/** The durable log of what one web user and an agent said to each other. */
export interface Thread {
  readonly id: string;
  /** Whose it is: an id of a principal. */
  readonly user: string;
  /** The link its messages go over. */
  readonly link: string;
  readonly title: string;
  readonly createdAt: number;
  /** Number of its newest entry. */
  readonly newest: number;
  /** Number of the newest entry its user has seen. */
  readonly read: number;
  /** How many answers are newer than that. */
  readonly unread: number;
  /** When something was said last. */
  readonly at: number;
  /** The beginning of what was said last. */
  readonly preview: string;
}

/** A file that hangs on a message. */
export interface Attached {
  readonly id: string;
  readonly name: string;
  /** `image/png` */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** What an agent did besides writing. */
export interface ToolUse {
  readonly id: string;
  readonly name: string;
  /** For people: `Exec echo hi`. */
  readonly title: string;
  readonly status: 'running' | 'completed' | 'failed';
}

export const THREAD_DECISIONS = ['allow-once', 'allow-always', 'deny'] as const;
export type ThreadDecision = (typeof THREAD_DECISIONS)[number];

/** What an entry says. What is in it never changes: what becomes of a message is an entry of its own. */
export type Said =
  | {
      readonly kind: 'said';
      /** How the browser that sent it knows it. */
      readonly cid: string;
      readonly text: string;
      readonly attachments: readonly Attached[];
      /** An earlier message this one is said instead of. */
      readonly replaces?: string | undefined;
    }
  | {
      readonly kind: 'answered';
      readonly text: string;
      readonly attachments: readonly Attached[];
      /** The message it answers. */
      readonly turn?: string | undefined;
      readonly tools?: readonly ToolUse[] | undefined;
      readonly isFinal: boolean;
    }
  | { readonly kind: 'delivered'; readonly of: string }
  | { readonly kind: 'undeliverable'; readonly of: string; readonly reason: string }
  | {
      readonly kind: 'approval';
      readonly approval: {
        readonly id: string;
        readonly what: string;
        readonly choices: readonly ThreadDecision[];
      };
      readonly turn?: string | undefined;
    }
  | { readonly kind: 'decided'; readonly approval: string; readonly decision: ThreadDecision }
  | { readonly kind: 'notice'; readonly text: string };

/** One record of a thread. */
export type ThreadEntry = Said & {
  /** Its number in the thread: 1, 2, 3 … without holes. */
  readonly seq: number;
  readonly id: string;
  readonly at: number;
};

/** An entry as it is found when everything that happened is read: with where it belongs. */
export interface LoggedEntry {
  /** Number among the entries of all threads. */
  readonly cursor: number;
  readonly thread: string;
  readonly user: string;
  readonly link: string;
  readonly entry: ThreadEntry;
}

/** What somebody says on his way to the agent. */
export interface Outgoing {
  /** Of the entry. */
  readonly id: string;
  readonly cursor: number;
  readonly thread: string;
  readonly user: string;
  readonly link: string;
  readonly text: string;
  readonly attachments: readonly Attached[];
  readonly at: number;
}

const TITLE_CHARS = 60;
const PREVIEW_CHARS = 120;

/** What a thread is called that begins with this. */
export function titleFrom(text: string): string {
  return beginning(text, TITLE_CHARS);
}

/** What is shown of an entry where there is one line for it. Nothing for what says nothing. */
export function previewOf(said: Said): string | undefined {
  switch (said.kind) {
    case 'said':
    case 'answered':
      return beginning(said.text, PREVIEW_CHARS) || said.attachments[0]?.name;
    case 'notice':
      return beginning(said.text, PREVIEW_CHARS);
    case 'approval':
      return beginning(said.approval.what, PREVIEW_CHARS);
    case 'delivered':
    case 'undeliverable':
    case 'decided':
      return undefined;
  }
}

/** True for what a user has not seen yet when it is new. */
export function isNews({ kind }: Said): boolean {
  return kind === 'answered' || kind === 'approval' || kind === 'notice';
}

export function unknownThread(id: string): Failure {
  return new Failure('unknown_thread', `There is no thread ${id}.`, {
    hint: 'It may have been removed. Begin a new one.',
  });
}

/** Whole characters: a half of one would be shown as a box. */
function beginning(text: string, chars: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const characters = Array.from(line.slice(0, chars * 2));
  return characters.length <= chars && line.length <= chars * 2
    ? line
    : `${characters.slice(0, chars - 1).join('')}…`;
}
