import { catchUp } from './catch-up.ts';
import type { Prompt } from './prompt.ts';
import { reply } from './reply.ts';
import { reviewApprovals } from './review-approvals.ts';

/** The order is the order clients show. */
export const prompts: readonly Prompt[] = [catchUp, reply, reviewApprovals];
