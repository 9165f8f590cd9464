import { Failure } from './failure.ts';
import { OWNER, type Principal } from './principal.ts';

/** Somebody who chats in a browser: the owner, or whoever was invited. */
export interface WebUser {
  /** Opaque, lower case; OpenClaw knows him by it. */
  readonly id: string;
  /** For people; no two who are welcome have the same, whatever the case. */
  readonly name: string;
  readonly createdAt: number;
  /** From then on he is not welcome. */
  readonly revokedAt?: number | undefined;
  /** Milliseconds, to the minute or so. */
  readonly lastSeenAt?: number | undefined;
}

/** A browser somebody is signed in with. */
export interface WebSession {
  /** SHA-256 of what is in the cookie, as hex. */
  readonly hash: string;
  /** An id of a user. */
  readonly user: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Lets one browser in, once. */
export interface Invite {
  /** SHA-256 of what is in the link, as hex. */
  readonly hash: string;
  readonly user: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Long enough to find the message with the link in it, short enough to be forgotten. */
export const INVITE_MS = 3 * DAY_MS;
/** Whoever comes now and then stays signed in: it is prolonged while it is used. */
export const SESSION_MS = 60 * DAY_MS;

/** The owner is a user like the others, whom nobody has to invite. */
export const OWNER_USER: Pick<WebUser, 'id' | 'name'> = { id: OWNER.id, name: 'Owner' };

/** What a user may do here. Approvals are decided by OpenClaw's own rules for whoever sends them. */
export function principalOf(user: Pick<WebUser, 'id'>): Principal {
  return user.id === OWNER.id ? OWNER : { id: user.id, scopes: ['chat'], allow: [] };
}

/** What is seen and printed on one line, and can be typed as a target: no white space, no dot. */
export function isWebUserName(text: string): boolean {
  return /^[^\s.\p{C}\p{Z}]{1,64}$/u.test(text) && text.toLowerCase() !== OWNER.id;
}

export function unknownWebUser(name: string): Failure {
  return new Failure('unknown_user', `There is no web user ${name}.`, {
    hint: '`clawbridge invite NAME` invites somebody, `clawbridge invite --list` shows who is there.',
  });
}
