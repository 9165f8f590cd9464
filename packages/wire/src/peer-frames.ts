import * as z from 'zod/mini';
import { decision, entry, id, seq, text } from './entry.ts';
import { MAX_ATTACHMENTS, MAX_RESUMED_THREADS, MAX_TITLE_CHARS } from './limits.ts';
import { live, runningTurn } from './live.ts';
import { threadHead } from './thread-head.ts';

/** What a browser says to the relay. */
export const peerFrame = z.discriminatedUnion('type', [
  /** First of all: which log it knows, and how far each of the threads it holds goes. */
  z.object({
    type: z.literal('hello'),
    version: z.int(),
    epoch: z.optional(z.string()),
    threads: z.array(z.object({ id, seq })).check(z.maxLength(MAX_RESUMED_THREADS)),
  }),
  /**
   * Says something. A thread nobody knows begins with it. Sent again with the same `cid` until it is accepted or refused; it is
   * said once.
   */
  z.object({
    type: z.literal('send'),
    cid: id,
    thread: id,
    text,
    attachments: z.array(id).check(z.maxLength(MAX_ATTACHMENTS)),
    replaces: z.optional(id),
    /** For a thread that begins: the link it is to go over, where there are several. */
    link: z.optional(z.string()),
  }),
  z.object({ type: z.literal('decide'), cid: id, thread: id, approval: z.string(), decision }),
  /** Ends what the agent is doing in this thread. */
  z.object({ type: z.literal('stop'), cid: id, thread: id }),
  z.object({ type: z.literal('read'), thread: id, seq }),
  z.object({
    type: z.literal('rename'),
    thread: id,
    title: z.string().check(z.minLength(1), z.maxLength(MAX_TITLE_CHARS)),
  }),
  z.object({ type: z.literal('remove'), thread: id }),
  /** Asks for what came after `seq`: there was a hole. */
  z.object({ type: z.literal('resume'), thread: id, seq }),
  z.object({ type: z.literal('ping'), n: z.int() }),
]);
export type PeerFrame = z.infer<typeof peerFrame>;

/** An agent one can talk to, by its link. */
export const agent = z.object({ name: z.string(), isConnected: z.boolean() });
export type Agent = z.infer<typeof agent>;

export const person = z.object({
  id,
  name: z.string(),
  /** Who has `admin` finds the console. */
  scopes: z.array(z.enum(['read', 'chat', 'approve', 'admin'])),
});
export type Person = z.infer<typeof person>;

/** What the relay says to a browser. */
export const relayFrame = z.discriminatedUnion('type', [
  /** After the hello. The entries that were missed follow. */
  z.object({
    type: z.literal('welcome'),
    version: z.int(),
    /** Names the log: what was kept of another one means nothing. */
    epoch: z.string(),
    person,
    threads: z.array(threadHead),
    agents: z.array(agent),
    running: z.array(z.object({ thread: id, ...runningTurn.shape })),
  }),
  /** It is in the log: it is said once, whatever happens. */
  z.object({ type: z.literal('accepted'), cid: id, thread: id, id, seq, at: z.int() }),
  z.object({
    type: z.literal('refused'),
    /** Of what was refused. Without it: of the frame before. */
    cid: z.optional(id),
    code: z.string(),
    message: z.string(),
    hint: z.string(),
    isRetryable: z.boolean(),
  }),
  z.object({ type: z.literal('entry'), thread: id, entry }),
  /** Too much was missed, or the log is another one: read the newest page. */
  z.object({ type: z.literal('reset'), thread: id }),
  /** How a thread stands now, a new one too. */
  z.object({ type: z.literal('thread'), thread: threadHead }),
  z.object({ type: z.literal('removed'), thread: id }),
  z.object({ type: z.literal('agents'), agents: z.array(agent) }),
  z.object({ type: z.literal('live'), thread: id, live }),
  z.object({ type: z.literal('pong'), n: z.int() }),
]);
export type RelayFrame = z.infer<typeof relayFrame>;
