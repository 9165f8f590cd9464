import { Refusal } from '../refusal.ts';
import { AGENT, agentOf } from '../session-key.ts';

/** Refuses a session of an agent this gateway does not have. */
export function requireKnownAgent(sessionKey: string): void {
  const agent = agentOf(sessionKey);
  if (agent !== AGENT)
    throw new Refusal('INVALID_REQUEST', `Agent "${agent}" no longer exists in configuration`);
}
