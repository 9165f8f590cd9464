import * as z from 'zod/mini';
import { MAX_ATTACHMENTS, MAX_FILE_NAME_CHARS, MAX_TEXT_CHARS } from './limits.ts';

/** Names what it names for ever, whoever made it: a message, a thread, a file, a turn. Lower case. */
export const id = z.string().check(z.regex(/^[a-z\d-]{1,64}$/));

export const seq = z.int().check(z.nonnegative());

export const text = z.string().check(z.maxLength(MAX_TEXT_CHARS));

/** A file that hangs on a message; its bytes go over HTTP. */
export const attachment = z.object({
  id,
  name: z.string().check(z.maxLength(MAX_FILE_NAME_CHARS)),
  /** `image/png` */
  type: z.string().check(z.maxLength(100)),
  /** Bytes. */
  size: z.int().check(z.nonnegative()),
});
export type Attachment = z.infer<typeof attachment>;

export const attachments = z.array(attachment).check(z.maxLength(MAX_ATTACHMENTS));

/** What an agent does besides writing, as it is shown on a card. */
export const toolCard = z.object({
  id: z.string().check(z.maxLength(200)),
  name: z.string().check(z.maxLength(200)),
  /** `Exec echo hi` */
  title: z.string().check(z.maxLength(500)),
  status: z.enum(['running', 'completed', 'failed']),
});
export type ToolCard = z.infer<typeof toolCard>;

export const toolCards = z.array(toolCard).check(z.maxLength(100));

export const decision = z.enum(['allow-once', 'allow-always', 'deny']);
export type Decision = z.infer<typeof decision>;

/** What an agent may only do once somebody has said yes. */
export const askedApproval = z.object({
  /** As OpenClaw calls it. */
  id: z.string().check(z.maxLength(200)),
  /** What it wants to do: a command, or what a plugin says of it. */
  what: text,
  /** Which answers there are. */
  choices: z.array(decision).check(z.maxLength(10)),
});
export type AskedApproval = z.infer<typeof askedApproval>;

const head = {
  /** Its number in the thread: 1, 2, 3 … without holes. */
  seq,
  id,
  /** Milliseconds since 1970, by the relay's clock. */
  at: z.int(),
};

/** One record of a thread. What is in it never changes: what becomes of a message is an entry of its own. */
export const entry = z.discriminatedUnion('kind', [
  z.object({
    ...head,
    kind: z.literal('said'),
    /** How the browser that sent it knows it. */
    cid: id,
    text,
    attachments,
    /** An earlier message this one is said instead of. */
    replaces: z.optional(id),
  }),
  z.object({
    ...head,
    kind: z.literal('answered'),
    text,
    attachments,
    /** The message it answers. Without it the agent speaks of itself. */
    turn: z.optional(id),
    /** What it did before it answered. */
    tools: z.optional(toolCards),
    /** False for a remark on the way to the answer. */
    isFinal: z.boolean(),
  }),
  /** The agent has a message, */
  z.object({ ...head, kind: z.literal('delivered'), of: id }),
  /** or will never have it. */
  z.object({ ...head, kind: z.literal('undeliverable'), of: id, reason: text }),
  z.object({ ...head, kind: z.literal('approval'), approval: askedApproval, turn: z.optional(id) }),
  z.object({ ...head, kind: z.literal('decided'), approval: z.string(), decision }),
  /** Said by neither of them: how to be let in, for example. */
  z.object({ ...head, kind: z.literal('notice'), text }),
]);
export type Entry = z.infer<typeof entry>;
