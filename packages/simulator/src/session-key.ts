/** The agent of this gateway; there is only one. */
export const AGENT = 'main';

/** Namespaces the gateway keeps for itself; HTTP callers may not name them. */
const RESERVED = /^(?:agent:[^:]*:)?(?:cron|subagent|acp):/;

/** The full address of a conversation: lower case, with its agent before it. */
export function fullKey(key: string): string {
  const folded = key.toLowerCase();
  return folded.startsWith('agent:') ? folded : `agent:${AGENT}:${folded}`;
}

/** The agent a full key names. */
export function agentOf(sessionKey: string): string {
  return sessionKey.split(':')[1] ?? AGENT;
}

export function isReserved(key: string): boolean {
  return RESERVED.test(key.toLowerCase());
}
