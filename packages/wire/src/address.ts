/** Where something goes: a person, and one of his threads; the one he used last without it. */
export interface Address {
  /** An id of a user; or his name, as a person types it. */
  readonly user: string;
  readonly thread?: string | undefined;
}

/** As OpenClaw knows it: `k3v9…` or `k3v9….018f…`. Lower case, because session keys are. */
export function formatAddress({ user, thread }: Address): string {
  return thread === undefined ? user : `${user}.${thread}`;
}

/** Undefined for what is none. */
export function readAddress(text: string): Address | undefined {
  const match = /^([^\s.]{1,64})(?:\.([a-z\d-]{1,64}))?$/u.exec(text.trim());
  if (match?.[1] === undefined) return undefined;
  return { user: match[1], ...(match[2] === undefined ? {} : { thread: match[2] }) };
}
