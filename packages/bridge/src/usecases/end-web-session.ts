import type { WebUserStore } from '../domain/port/web-user-store.ts';

/** Signs a browser out: what it shows lets nobody in from then on. Errors: `store_unavailable`. */
export type EndWebSession = (secret: string) => Promise<void>;

export interface EndWebSessionDeps {
  readonly store: Pick<WebUserStore, 'session' | 'endSession'>;
  readonly clock: { now(): number };
  readonly hash: (secret: string) => string;
  /** Has everybody with an open door look again whether this user is welcome. */
  readonly lookAgain: (user: string) => void;
}

export function createEndWebSession({ store, clock, hash, lookAgain }: EndWebSessionDeps): EndWebSession {
  return async function endWebSession(secret) {
    const key = hash(secret);
    const session = await store.session(key, clock.now());
    if (session === undefined) return;
    await store.endSession(key);
    lookAgain(session.user);
  };
}
