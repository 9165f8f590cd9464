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

const LINK_PRINCIPAL = /^link:([\w-]{1,64})$/;

/** Whom the token of a link stands for: nobody who could be a person. */
export function linkPrincipal(link: string): string {
  return `link:${link}`;
}

/** What the link is called whose token this is; undefined for that of a person. */
export function linkOf(principal: string): string | undefined {
  return LINK_PRINCIPAL.exec(principal)?.[1];
}
