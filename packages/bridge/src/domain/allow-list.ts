import { agentOfSession } from './conversation.ts';

/** What a principal may touch. An empty list stands for everything. All lower case. */
export interface AllowList {
  readonly channels: readonly string[];
  readonly agents: readonly string[];
  /** Beginnings of session keys, with or without their `agent:<agent>:`. */
  readonly sessionPrefixes: readonly string[];
}

export const EVERYTHING: AllowList = { channels: [], agents: [], sessionPrefixes: [] };

/** A conversation as far as it is known. */
export interface Touched {
  readonly sessionKey?: string | undefined;
  /** Of its route, if it has one. */
  readonly channel?: string | undefined;
}

/** Fails closed: what is restricted and not known to be allowed is refused. */
export function permits({ channels, agents, sessionPrefixes }: AllowList, touched: Touched): boolean {
  const key = touched.sessionKey?.toLowerCase();
  return (
    isAllowed(channels, touched.channel?.toLowerCase()) &&
    isAllowed(agents, key === undefined ? undefined : agentOfSession(key)) &&
    (sessionPrefixes.length === 0 ||
      (key !== undefined && sessionPrefixes.some((prefix) => begins(key, prefix))))
  );
}

function isAllowed(list: readonly string[], value: string | undefined): boolean {
  return list.length === 0 || (value !== undefined && list.includes(value));
}

/** A prefix that names an agent is compared with the whole key only: the rest of a key may begin with `agent:`, too. */
function begins(key: string, prefix: string): boolean {
  if (prefix.startsWith('agent:')) return key.startsWith(prefix);
  return key.startsWith(prefix) || key.replace(/^agent:[^:]+:/, '').startsWith(prefix);
}
