import * as z from 'zod/mini';
import { askedApproval, attachments, decision, id, text } from './entry.ts';
import { MAX_ATTACHMENTS } from './limits.ts';
import { live } from './live.ts';

/** Names a question, so that its answer can be told from others. */
const ref = z.int();

/** Names what is said, so that it is written once. */
const nonce = z.string().check(z.minLength(1), z.maxLength(250));

/** As OpenClaw calls it. */
const approvalId = z.string().check(z.maxLength(200));

/** As OpenClaw knows it: see `readAddress`. */
const to = z.string().check(z.maxLength(200));

/** What the channel plugin says to the relay. */
export const linkFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    version: z.int(),
    /** Of the channel in OpenClaw's configuration: `default` */
    account: z.string().check(z.maxLength(100)),
    /** `2026.9.6` */
    openclaw: z.optional(z.string().check(z.maxLength(50))),
  }),
  /** What OpenClaw still had to send is sent: now messages may come. */
  z.object({ type: z.literal('ready') }),
  /** OpenClaw has this message, and it is not sent again. `refused`: nobody will answer it, and why. */
  z.object({ type: z.literal('taken'), id, refused: z.optional(text) }),
  /** Something to be written into a thread, once for each `nonce`. Answered by `ack` or `nack`. */
  z.object({
    type: z.literal('reply'),
    ref,
    nonce,
    to,
    turn: z.optional(id),
    text,
    /** Files that were uploaded before. */
    attachments: z.array(id).check(z.maxLength(MAX_ATTACHMENTS)),
    isFinal: z.boolean(),
  }),
  /** Says how to be let in; once for each `nonce`. */
  z.object({ type: z.literal('notice'), ref, nonce, to, text }),
  z.object({
    type: z.literal('approval'),
    ref,
    nonce,
    to,
    turn: z.optional(id),
    approval: askedApproval,
  }),
  /** Somebody has decided, here or elsewhere. */
  z.object({ type: z.literal('decided'), ref, nonce, to, approval: approvalId, decision }),
  /** Whether there is an entry of this nonce: asked after a break. */
  z.object({ type: z.literal('find'), ref, nonce }),
  /** Who is meant by a name. */
  z.object({ type: z.literal('resolve'), ref, to }),
  z.object({ type: z.literal('live'), to, live }),
]);
export type LinkFrame = z.infer<typeof linkFrame>;

/** What the relay says to the channel plugin. */
export const relayLinkFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    version: z.int(),
    /** What the relay calls this link. */
    link: z.string(),
  }),
  /** Sent again after a break until it is taken. */
  z.object({
    type: z.literal('message'),
    id,
    /** Who says it: the id of a user. */
    user: id,
    /** For people. */
    name: z.string(),
    /** Where the answer goes: user and thread. */
    from: to,
    text,
    attachments,
    at: z.int(),
  }),
  /** Written: `id` is the entry's, the same one for the same nonce. */
  z.object({ type: z.literal('ack'), ref, id }),
  /** Not written. */
  z.object({
    type: z.literal('nack'),
    ref,
    code: z.string(),
    message: z.string(),
    /** Whether to try again. */
    isRetryable: z.boolean(),
  }),
  /** Without an id there is none. */
  z.object({ type: z.literal('found'), ref, id: z.optional(id) }),
  /** Without a person nobody is called that. */
  z.object({
    type: z.literal('resolved'),
    ref,
    person: z.optional(z.object({ user: id, name: z.string(), address: to })),
  }),
]);
export type RelayLinkFrame = z.infer<typeof relayLinkFrame>;
