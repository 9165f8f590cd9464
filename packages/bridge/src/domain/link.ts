/** The socket of a channel plugin as it is known to all processes. */
export interface LinkReport {
  /** As its token was named: `default`. */
  readonly name: string;
  /** A process has it, and lives. */
  readonly isConnected: boolean;
  /** Since when it is as it is. Milliseconds since 1970. */
  readonly since: number;
}

/** How long a link counts as connected when its process no longer says so. */
export const LINK_LEASE_MS = 15_000;
