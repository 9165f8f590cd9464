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
  readonly text: string;
  /** Sent along, where the channel can: addresses the gateway can read. */
  readonly mediaUrls?: readonly string[];
  /** The message it answers, as the channel names it. */
  readonly replyToId?: string;
  /** The session whose history shall hold it: its full key. */
  readonly sessionKey?: string;
}

/** The gateway's word that a message went out. */
export interface Receipt {
  /** As the channel names it. */
  readonly messageId?: string;
  readonly channel: string;
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
