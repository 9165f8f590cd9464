import type { Clock } from '../domain/port/clock.ts';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { SESSION_MS } from '../domain/web-user.ts';

/** A browser is signed in. */
export interface BegunWebSession {
  /** What it shows. It is kept nowhere. */
  readonly secret: string;
  readonly expiresAt: number;
}

/** Signs in somebody who has shown who he is. Errors: `store_unavailable`. */
export type BeginWebSession = (user: string) => Promise<BegunWebSession>;

export interface BeginWebSessionDeps {
  readonly store: Pick<WebUserStore, 'addSession'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly newSecret: () => string;
  readonly hash: (secret: string) => string;
}

export function createBeginWebSession({
  store,
  clock,
  newSecret,
  hash,
}: BeginWebSessionDeps): BeginWebSession {
  return async function beginWebSession(user) {
    const secret = newSecret();
    const createdAt = clock.now();
    const expiresAt = createdAt + SESSION_MS;
    await store.addSession({ hash: hash(secret), user, createdAt, expiresAt });
    return { secret, expiresAt };
  };
}
