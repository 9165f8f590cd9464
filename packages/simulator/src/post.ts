import { Recent } from './recent.ts';
import { Refusal } from './refusal.ts';

/** A message that went out over a channel. */
export interface SentMessage {
  /** Its idempotency key. */
  readonly id: string;
  readonly channel: string;
  readonly to: string;
  readonly text: string;
  readonly accountId?: string;
  readonly threadId?: string;
  readonly replyToId?: string;
  /** Files that went with it: the real channel sends one message for each, the first with the text. */
  readonly mediaUrls?: readonly string[];
  /** The session it was said for. */
  readonly sessionKey?: string;
}

/** Keys the gateway remembers; older ones may be sent again. */
const REMEMBERED = 1000;

/** The recipient who cannot be reached. */
const NOBODY = 'nobody';

/** Sends over the channels of one life of the gateway, each key of an account once. */
export class Post {
  readonly #channels: readonly string[];
  readonly #onSent: (message: SentMessage) => void;
  readonly #answers = new Recent<() => object>(REMEMBERED);
  #count = 0;

  constructor(channels: readonly string[], onSent: (message: SentMessage) => void) {
    this.#channels = channels;
    this.#onSent = onSent;
  }

  /**
   * Errors: Refusal, also when the same key failed before.
   * @param onDelivered called the first time only
   */
  send(message: SentMessage, onDelivered: () => void): object {
    const channel = message.channel.toLowerCase();
    if (channel === 'webchat') throw new Refusal('INVALID_REQUEST', INTERNAL_ONLY);
    if (!this.#channels.includes(channel))
      throw new Refusal('INVALID_REQUEST', `unsupported channel: ${message.channel}`);
    const key = JSON.stringify([channel, message.accountId ?? 'default', message.id]);
    const answer = this.#answers.get(key) ?? this.#deliver({ ...message, channel }, onDelivered);
    this.#answers.set(key, answer);
    return answer();
  }

  #deliver(message: SentMessage, onDelivered: () => void): () => object {
    if (message.to === NOBODY) return undeliverable;
    this.#onSent(message);
    onDelivered();
    this.#count += 1;
    const receipt = { runId: message.id, messageId: `message-${this.#count}`, channel: message.channel };
    return () => receipt;
  }
}

const INTERNAL_ONLY =
  'unsupported channel: webchat (internal-only). ' +
  'Use `chat.send` for WebChat UI messages or choose a deliverable channel.';

/** The real gateway tries again by itself; here nobody stays nobody. */
function undeliverable(): never {
  const details = { code: 'OUTBOUND_DELIVERY_QUEUED' };
  throw new Refusal('UNAVAILABLE', 'OutboundDeliveryError: nobody is there', details);
}
