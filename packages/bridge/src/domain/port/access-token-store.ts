import type { AccessToken } from '../access-token.ts';

/** The bearer tokens somebody made. When a promise resolves, the change survives a crash. Errors: `store_unavailable`. */
export interface AccessTokenStore {
  add(token: AccessToken): Promise<void>;
  /** Whether or not it expired or was revoked. */
  findByHash(hash: string): Promise<AccessToken | undefined>;
  /** Newest first. */
  list(): Promise<readonly AccessToken[]>;
  /** False when there is none with this id, or it was revoked before. */
  revoke(id: string, now: number): Promise<boolean>;
  used(id: string, now: number): Promise<void>;
}
