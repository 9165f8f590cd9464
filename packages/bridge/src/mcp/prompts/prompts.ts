import { holds } from '../../domain/principal.ts';
import type { Audience } from '../audience.ts';
import { catchUp } from './catch-up.ts';
import type { Prompt } from './prompt.ts';
import { reply } from './reply.ts';
import { reviewApprovals } from './review-approvals.ts';

/** The order is the order clients show. */
const PROMPTS: readonly Prompt[] = [catchUp, reply, reviewApprovals];

/** The prompts whose tools are served and may be used by the principal. */
export function offeredPrompts({ principal, tools }: Audience): readonly Prompt[] {
  return tools.includes('conversations') ? PROMPTS.filter(({ scope }) => holds(principal, scope)) : [];
}
