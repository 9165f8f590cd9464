/** Where a session's messages come from and go to: the gateway's way to a person or a group. */
export interface Route {
  /** Lower case: `telegram`, `whatsapp` … */
  readonly channel: string;
  /** Recipient as the channel names it. */
  readonly to: string;
  readonly accountId?: string;
  readonly threadId?: string | number;
}

/** A session of one gateway. */
export interface Place {
  readonly instance: string;
  readonly sessionKey: string;
}

/** One conversation with an agent, as its gateway tells it now. */
export interface Session {
  readonly instance: string;
  /** Its full key, `agent:<agent>:…`. */
  readonly key: string;
  /** Changes when the session is deleted and made anew. */
  readonly sessionId?: string;
  /** Milliseconds since 1970, by the gateway's clock. */
  readonly updatedAt?: number;
  /** An agent is at work in it. */
  readonly isActive: boolean;
  readonly label?: string;
  readonly displayName?: string;
  readonly derivedTitle?: string;
  readonly lastMessagePreview?: string;
  readonly route?: Route;
}

/** A session that has a route. */
export interface Conversation extends Session {
  readonly route: Route;
}

export function isConversation(session: Session): session is Conversation {
  return session.route !== undefined;
}

/** The agent a full session key names; undefined for a key without one. */
export function agentOfSession(key: string): string | undefined {
  return /^agent:([^:]+):/.exec(key.toLowerCase())?.[1];
}

/**
 * Do both keys name the same conversation? The gateway always says the full key; who asks may leave the agent out, and
 * does not know which one is the default. Case does not count.
 */
export function isSameSession(full: string, asked: string): boolean {
  const [left, right] = [full.toLowerCase(), asked.toLowerCase()];
  return (
    left === right || (agentOfSession(right) === undefined && left.replace(/^agent:[^:]+:/, '') === right)
  );
}

/**
 * The key under which the log knows a session. Who names no agent means the gateway's usual one: tasks are accepted before a
 * gateway is asked which one it is.
 */
export function fullSessionKey(asked: string): string {
  const key = asked.toLowerCase();
  return agentOfSession(key) === undefined ? `agent:main:${key}` : key;
}
