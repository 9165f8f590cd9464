/** Whose software is at the other end: the maker's cloud, or a server of one's own. */
export type EndpointKind = 'cloud' | 'selfhosted';

/** One xiaozhi MCP endpoint we dial. On that socket we are the MCP server, and voice devices ask. */
export interface Endpoint {
  /** As its owner calls it. */
  readonly name: string;
  /** Names it in the store, for every process that knows its URL; tells nothing of the URL. */
  readonly id: string;
  /** With its token in it: a secret, to be used as it is, never decoded and written again. */
  readonly url: string;
  readonly kind: EndpointKind;
}

/**
 * How things are with an endpoint. `waiting`: until the next attempt, or until the store says who holds it. `standby`:
 * another process holds it.
 * `suspect`: the socket is open, but nobody would be led to it.
 */
export const ENDPOINT_STATUSES = [
  'connecting',
  'connected',
  'suspect',
  'waiting',
  'standby',
  'stopped',
] as const;
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number];

/** Why an endpoint is not, or was not, connected. A closed list: each has its own patience and its own words. */
export const ENDPOINT_TROUBLES = [
  'auth_failed',
  'replaced',
  'zombie',
  'never_answers',
  'frame_refused',
  'too_large',
  'server_error',
  'network',
  'silence',
  'closed',
  'internal',
] as const;
export type EndpointTrouble = (typeof ENDPOINT_TROUBLES)[number];

/** How long an endpoint stays with a process that no longer says it lives. Half a minute of silence would be long for a person. */
export const ENDPOINT_LEASE_MS = 15_000;

/**
 * The latest end of a lease that is believed while one from `now` until `until` is asked for: clocks may be apart by the length
 * of a lease. What ends later was written by a clock that has been set back, and counts as run out.
 */
export function latestLeaseEnd({ now, until }: { readonly now: number; readonly until: number }): number {
  return until + (until - now);
}

/** What the process that dials an endpoint says of it. Times are milliseconds since 1970. */
export interface EndpointReport {
  readonly name: string;
  readonly kind: EndpointKind;
  /** Host and port, without path and token. */
  readonly host: string;
  readonly status: EndpointStatus;
  /** Since when it has this status. */
  readonly since: number;
  /** The last thing that went wrong; kept while connected, for whoever wonders about a gap. */
  readonly trouble?: {
    readonly reason: EndpointTrouble;
    /** What happened, for a person. Never holds a secret. */
    readonly message: string;
    readonly hint: string;
    readonly at: number;
  };
  /** How many failed since it was connected last. How long to wait is another matter, and takes longer to be forgotten. */
  readonly attempts: number;
  readonly nextAttemptAt?: number;
  /** Calls of tools since this process holds it. */
  readonly calls: number;
}

/** What is seen and printed on one line, in any language: 客厅. */
export function isEndpointName(text: string): boolean {
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u.test(text) && text.trim() === text;
}
