/** The model behind the agent. */
export const PROVIDER = 'mock';
export const MODEL = 'echo';

/** Tokens of every model call: the simulator does not count. */
export const USAGE = { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, total: 15, cost: { total: 0 } };

/** How a run ended. */
export type Outcome =
  | { readonly kind: 'answered'; readonly text: string }
  /** The model said nothing, and nothing again when it was asked a second time. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'aborted'; readonly text: string }
  /** Its turn came when the gateway was being stopped. */
  | { readonly kind: 'turnedAway' }
  /** Its key has an answer from before the last restart. */
  | { readonly kind: 'repeated' }
  | { readonly kind: 'timedOut' };

/** What the gateway tells people about a run without an answer. */
export const APOLOGY = {
  silent: "⚠️ Agent couldn't generate a response. Please try again.",
  refused: 'LLM request failed: provider rejected the request schema or tool payload.',
  turnedAway: 'Gateway is draining; new tasks are not accepted',
  repeated: `⚠️ Agent run failed (model: ${PROVIDER}/${MODEL}).`,
  timedOut:
    'Request timed out before a response was generated. ' +
    'Please try again, or increase `agents.defaults.timeoutSeconds` in your config.',
} as const;
