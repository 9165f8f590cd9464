import type { ToolUse } from './thread.ts';

/**
 * What happens in a turn while it happens. It is stored nowhere: a lost one is made good by the next, and all of them by the
 * answer. A turn is named after the message that began it.
 */
export type Live =
  | { readonly type: 'typing'; readonly on: boolean }
  /** From character `at` on the answer reads like this. `at: 0` is all of it. */
  | { readonly type: 'partial'; readonly turn: string; readonly at: number; readonly text: string }
  | { readonly type: 'tool'; readonly turn: string; readonly tool: ToolUse }
  /** Nothing more will come of this turn. */
  | { readonly type: 'ended'; readonly turn: string };

/** How far a turn has come. */
export interface RunningTurn {
  readonly turn: string;
  readonly text: string;
  readonly tools: readonly ToolUse[];
}
