export type MessageRole = 'user' | 'assistant' | 'toolResult' | 'system' | 'custom';

/** One row of a session's history. */
export interface Message {
  readonly instance: string;
  /** Full key. */
  readonly sessionKey: string;
  /** Unique and stable within its gateway. */
  readonly id: string;
  /** Place in the history as it is shown; begins anew after a reset. */
  readonly seq?: number;
  /** Place in its transcript, which only grows; orders the messages of one `source`. */
  readonly position?: { readonly source: string; readonly rawSeq: number };
  readonly role: MessageRole;
  /** All texts of its content; empty when there are none. The gateway cuts long ones. */
  readonly text: string;
  /** Milliseconds since 1970, by the gateway's clock. */
  readonly at: number;
  /** The gateway's word that the person who wrote it owns the assistant. */
  readonly fromOwner: boolean;
  /** The row as the gateway gave it. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Rows that a person would call messages: they reach the event log. Tool results and marks of the gateway do not. */
export function isSaid({ role }: Pick<Message, 'role'>): boolean {
  return role === 'user' || role === 'assistant';
}
