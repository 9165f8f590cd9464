import * as z from 'zod/mini';
import { id, seq } from './entry.ts';
import { MAX_TITLE_CHARS } from './limits.ts';

/** What a list of threads shows of one. */
export const threadHead = z.object({
  id,
  title: z.string().check(z.maxLength(MAX_TITLE_CHARS)),
  /** The link its messages go over. */
  link: z.string(),
  /** The newest entry there is. */
  newest: seq,
  /** The newest entry its user has seen. */
  read: seq,
  /** How many answers are newer than that. */
  unread: z.int(),
  /** When something was said last. */
  at: z.int(),
  /** The beginning of what was said last. */
  preview: z.string(),
});
export type ThreadHead = z.infer<typeof threadHead>;
