import { agentOfSession } from './conversation.ts';

/** What somebody may touch. An empty list stands for everything. All but the instances in lower case. */
export interface AllowList {
  /** Names of instances. */
  readonly instances: readonly string[];
  readonly channels: readonly string[];
  readonly agents: readonly string[];
  /** Beginnings of session keys, with or without their `agent:<agent>:`. */
  readonly sessionPrefixes: readonly string[];
}

export const EVERYTHING: AllowList = { instances: [], channels: [], agents: [], sessionPrefixes: [] };

/** Lists that hold together: the process's own, the person's, the token's. What one of them refuses is refused. */
export type AllowLists = readonly AllowList[];

/** A conversation as far as it is known. */
export interface Touched {
  readonly instance: string;
  readonly sessionKey?: string | undefined;
  /** Of its route, if it has one. */
  readonly channel?: string | undefined;
}

/** Fails closed: what is restricted and not known to be allowed is refused. */
export function permits(allow: AllowLists, touched: Touched): boolean {
  return allow.every((list) => permitsOne(list, touched));
}

export function permitsInstance(allow: AllowLists, instance: string): boolean {
  return allow.every(({ instances }) => isAllowed(instances, instance));
}

/** Whether any of the lists says something about this. */
export function restricts(allow: AllowLists, what: keyof AllowList): boolean {
  return allow.some((list) => list[what].length > 0);
}

/** Nothing is said about anything. */
export function allowsEverything(allow: AllowLists): boolean {
  return allow.every((list) =>
    Object.values<readonly string[]>({ ...list }).every(({ length }) => length === 0),
  );
}

function permitsOne(list: AllowList, { instance, sessionKey, channel }: Touched): boolean {
  const key = sessionKey?.toLowerCase();
  const { sessionPrefixes } = list;
  return (
    isAllowed(list.instances, instance) &&
    isAllowed(list.channels, channel?.toLowerCase()) &&
    isAllowed(list.agents, key === undefined ? undefined : agentOfSession(key)) &&
    (sessionPrefixes.length === 0 ||
      (key !== undefined && sessionPrefixes.some((prefix) => begins(key, prefix))))
  );
}

function isAllowed(list: readonly string[], value: string | undefined): boolean {
  return list.length === 0 || (value !== undefined && list.includes(value));
}

/**
 * A prefix that names an agent is compared with the whole key only: the rest of a key may begin with `agent:`, too. Any other
 * one with that rest only: every whole key begins with `a`.
 */
function begins(key: string, prefix: string): boolean {
  if (prefix.startsWith('agent:')) return key.startsWith(prefix);
  return key.replace(/^agent:[^:]+:/, '').startsWith(prefix);
}
