import type { Invite, WebSession, WebUser } from '../web-user.ts';

/** Who may come in with a browser, and who is in. When a promise resolves, the change survives a crash. Errors: `store_unavailable`. */
export interface WebUserStore {
  /** False when somebody who is welcome has this name, whatever the case. */
  add(user: WebUser): Promise<boolean>;
  /** Everybody there is, by name; those who are not welcome any more last. */
  list(): Promise<readonly WebUser[]>;
  find(id: string): Promise<WebUser | undefined>;
  /** Among those who are welcome, whatever the case. */
  findByName(name: string): Promise<WebUser | undefined>;
  /** He is not welcome any more: his invites and sessions end with it. False where there is none, or he was not welcome. */
  revoke(id: string, now: number): Promise<boolean>;
  /** Notes that he was here; a note that is older than the last one changes nothing. */
  seen(id: string, now: number): Promise<void>;
  addInvite(invite: Invite): Promise<void>;
  /** Takes an invite, and begins the session, in one: it works once. Resolves with the user who is let in. */
  redeem(hash: string, session: Omit<WebSession, 'user'>, now: number): Promise<WebUser | undefined>;
  addSession(session: WebSession): Promise<void>;
  /** One that has not expired. */
  session(hash: string, now: number): Promise<WebSession | undefined>;
  prolong(hash: string, expiresAt: number): Promise<void>;
  endSession(hash: string): Promise<void>;
  /** All of a user. */
  endSessions(user: string): Promise<void>;
  /** Forgets invites and sessions that expired before. Returns how many. */
  prune(before: number): Promise<number>;
}
