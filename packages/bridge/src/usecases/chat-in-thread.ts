import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { UploadStore } from '../domain/port/upload-store.ts';
import { titleFrom, unknownThread } from '../domain/thread.ts';
import { wellFormed } from '../domain/well-formed.ts';
import { findAttached } from './find-attached.ts';
import type { HoldLinks } from './hold-links.ts';
import type { ThreadFeed } from './thread-feed.ts';

/** What a link is called that nobody named. */
const DEFAULT_LINK = 'default';

export interface Saying {
  /** Who says it: the id of a user. */
  readonly user: string;
  /** How the browser knows it: it is said once, however often it is sent. */
  readonly cid: string;
  /** Begins with it when there is none of this id. */
  readonly thread: string;
  readonly text: string;
  /** Ids of his files. */
  readonly attachments: readonly string[];
  readonly replaces?: string | undefined;
  /** For a thread that begins: the link it goes over. */
  readonly link?: string | undefined;
}

/** It is in the log. */
export interface Accepted {
  readonly id: string;
  readonly seq: number;
  readonly at: number;
}

/** Errors: `invalid_input`, `unknown_upload`, `unknown_thread`, `store_unavailable`. */
export type ChatInThread = (saying: Saying) => Promise<Accepted>;

export interface ChatInThreadDeps {
  readonly threads: Pick<ThreadLog, 'append'>;
  readonly uploads: Pick<UploadStore, 'find'>;
  readonly links: Pick<HoldLinks, 'known'>;
  readonly feed: Pick<ThreadFeed, 'wake'>;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Writes down what somebody says to his agent. From then on it goes there by itself, however long that takes. */
export function createChatInThread(deps: ChatInThreadDeps): ChatInThread {
  const { threads, uploads, feed, clock, newId } = deps;
  return async ({ user, cid, thread, replaces, link, ...saying }) => {
    const text = wellFormed(saying.text);
    if (text.trim() === '' && saying.attachments.length === 0) throw nothingSaid();
    const attachments = await findAttached(uploads, user, saying.attachments);
    const at = clock.now();
    const title = titleFrom(text) || attachments[0]?.name || '…';
    const written = await threads.append(
      {
        id: newId(),
        thread,
        said: { kind: 'said', cid, text, attachments, ...(replaces === undefined ? {} : { replaces }) },
        at,
        key: `said:${cid}`,
      },
      { id: thread, user, link: linkFor(deps.links, link), title, createdAt: at },
    );
    if (written === undefined) throw unknownThread(thread);
    feed.wake();
    const { id, seq, at: saidAt } = written.entry;
    return { id, seq, at: saidAt };
  };
}

/** The one that was asked for; else one that is there; else whichever comes. */
function linkFor({ known }: Pick<HoldLinks, 'known'>, wanted: string | undefined): string {
  const links = known();
  if (wanted === undefined)
    return (links.find(({ isConnected }) => isConnected) ?? links[0])?.name ?? DEFAULT_LINK;
  if (!links.some(({ name }) => name === wanted)) throw unknownLink();
  return wanted;
}

function nothingSaid(): Failure {
  return new Failure('invalid_input', 'There is nothing in this message.', {
    hint: 'Write something, or attach a file.',
  });
}

function unknownLink(): Failure {
  return new Failure('invalid_input', 'There is no agent of this name.', {
    hint: 'Choose one of those that are shown.',
  });
}
