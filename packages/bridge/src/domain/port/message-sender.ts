/** A text for a person, over one of OpenClaw's own channels. */
export interface OutgoingMessage {
  readonly instance: string;
  /** Key that makes repeating harmless. */
  readonly id: string;
  readonly channel: string;
  /** Recipient as the channel names it. */
  readonly to: string;
  readonly accountId?: string;
  readonly threadId?: string;
  /** The conversation it belongs to: its agent then knows what was said in its name. */
  readonly sessionKey?: string;
  readonly text: string;
  /** Addresses of what goes with it. */
  readonly mediaUrls?: readonly string[];
  /** The message it answers, as the channel names it. */
  readonly replyToId?: string;
}

/** What the gateway says of a message it has taken. */
export interface Receipt {
  readonly channel: string;
  readonly messageId?: string;
  /** As the gateway gave it. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/**
 * Sends through the gateway's `send`. MUST pass `id` as the idempotency key. Rejects with a Failure; `retryable` says
 * whether repeating may help. Repeat with everything as it was: the gateway remembers a key for 5 minutes, per channel
 * and account, with its failure as well as its success, and forgets it when it restarts.
 */
export interface MessageSender {
  sendMessage(message: OutgoingMessage): Promise<Receipt>;
}
