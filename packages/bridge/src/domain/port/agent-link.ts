import type { Outgoing } from '../thread.ts';

/** The sockets of channel plugins, which dial in here. */
export interface AgentLink {
  /** The links that are connected to this process and ready for messages. */
  ready(): readonly string[];
  /** Hands a message over. False when it could not: it stays undelivered. Taken is it only when the plugin says so. */
  deliver(message: Outgoing & { readonly name: string }): boolean;
}
