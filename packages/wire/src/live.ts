import * as z from 'zod/mini';
import { id, seq, text, toolCard, toolCards } from './entry.ts';

/**
 * What happens in a turn while it happens. It has no number and is stored nowhere: a lost one is made good by the next, and all
 * of them by the answer.
 */
export const live = z.discriminatedUnion('type', [
  z.object({ type: z.literal('typing'), on: z.boolean() }),
  /** From character `at` on the answer reads like this. `at: 0` is all of it. */
  z.object({ type: z.literal('partial'), turn: id, at: seq, text }),
  z.object({ type: z.literal('tool'), turn: id, tool: toolCard }),
  /** Nothing more will come of this turn. */
  z.object({ type: z.literal('ended'), turn: id }),
]);
export type Live = z.infer<typeof live>;

/** How far a turn has come, for whoever comes in the middle of it. */
export const runningTurn = z.object({ turn: id, text, tools: toolCards });
export type RunningTurn = z.infer<typeof runningTurn>;
