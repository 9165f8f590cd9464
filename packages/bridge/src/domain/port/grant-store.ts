/** Something an authorization server keeps: a client, a session, a code, a grant, a token. */
export interface GrantRecord {
  /** `Session`, `AuthorizationCode`, `RefreshToken`, `Client` …: ids are unique within one kind. */
  readonly kind: string;
  readonly id: string;
  /** Of a session: its second name. */
  readonly uid?: string;
  /** What falls with it when the grant is revoked. */
  readonly grantId?: string;
  /** JSON, as its owner understands it. */
  readonly data: string;
  /** Milliseconds. Without it the record stays until it is removed. */
  readonly expiresAt?: number;
  /** Milliseconds: it was used, and may not be used again. */
  readonly consumedAt?: number;
}

/**
 * What people granted to clients. Several processes share it; when a promise resolves, the change survives a crash.
 * Errors: `store_unavailable`.
 */
export interface GrantStore {
  /** Adds the record, or replaces the one of this kind and id. A record that was consumed stays consumed. */
  put(record: GrantRecord): Promise<void>;
  /** MUST NOT find what expired at or before `now`. */
  find(kind: string, id: string, now: number): Promise<GrantRecord | undefined>;
  /** Of several the one that stays longest. */
  findByUid(kind: string, uid: string, now: number): Promise<GrantRecord | undefined>;
  /** At most `limit` of a kind that have not expired, those first that stay longest; of several that end at once, by id. */
  list(kind: string, now: number, limit: number): Promise<readonly GrantRecord[]>;
  /** How many of a kind there are that have not expired. */
  count(kind: string, now: number): Promise<number>;
  /** True for exactly one caller: a code that two present at once is used once. False also when there is none. */
  consume(kind: string, id: string, now: number): Promise<boolean>;
  remove(kind: string, id: string): Promise<void>;
  /** Removes all of a kind: all sessions, when nobody is to stay signed in. */
  removeKind(kind: string): Promise<void>;
  /** Removes everything of a grant, of every kind. */
  revoke(grantId: string): Promise<void>;
  /** Removes at most `limit` records that expired at or before `now`, in the order they did, and says how many. */
  prune(now: number, limit: number): Promise<number>;
}
