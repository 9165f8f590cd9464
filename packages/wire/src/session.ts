import * as z from 'zod/mini';
import { attachment, entry, seq } from './entry.ts';
import { person } from './peer-frames.ts';

/** `POST /chat/session`: how somebody shows who he is. */
export const signIn = z.union([
  z.object({ invite: z.string().check(z.maxLength(200)) }),
  z.object({ password: z.string().check(z.maxLength(1000)) }),
]);
export type SignIn = z.infer<typeof signIn>;

/** `GET /chat/session`: who the browser is. Nobody is signed in without a person. */
export const session = z.object({
  person: z.optional(person),
  /** The owner can sign in with a password. */
  hasPassword: z.boolean(),
  /** Whoever shows nothing is the owner here. A browser somebody else was signed in with has to be given up first. */
  isOpen: z.optional(z.boolean()),
});
export type Session = z.infer<typeof session>;

/** Any answer that is no success. */
export const problem = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.optional(z.string()) }),
});
export type Problem = z.infer<typeof problem>;

/** `GET /chat/threads/ID/entries?before=SEQ`: oldest first, the newest ones there are before that. */
export const page = z.object({ epoch: z.string(), entries: z.array(entry), newest: seq });
export type Page = z.infer<typeof page>;

/** `GET /chat/search?q=TEXT`: newest first. */
export const hits = z.object({
  hits: z.array(z.object({ thread: z.string(), title: z.string(), seq, at: z.int(), excerpt: z.string() })),
});
export type Hits = z.infer<typeof hits>;

/** `POST /chat/files?name=NAME`, with the bytes as its body. */
export const uploaded = attachment;
