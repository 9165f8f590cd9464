import type { Clock } from '../domain/port/clock.ts';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { OWNER_USER, SESSION_MS, type WebSession, type WebUser } from '../domain/web-user.ts';
import type { Background } from './background.ts';

/** Who is signed in with a browser. */
export interface FoundWebSession {
  readonly user: Pick<WebUser, 'id' | 'name'>;
  readonly expiresAt: number;
}

/**
 * Whose session it is, as long as it lasts and he is welcome. One that is used is prolonged now and then.
 * Errors: `store_unavailable`.
 */
export type FindWebSession = (secret: string) => Promise<FoundWebSession | undefined>;

export interface FindWebSessionDeps {
  readonly store: Pick<WebUserStore, 'session' | 'find' | 'seen' | 'prolong'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly hash: (secret: string) => string;
  readonly background: Background;
}

/** A write for each request would not be worth it. */
const SEEN_EVERY_MS = 60_000;
/** How much of a session may be over before it is prolonged: about a day of sixty. */
const PROLONG_AFTER = 1 / 60;

export function createFindWebSession({ store, clock, hash, background }: FindWebSessionDeps): FindWebSession {
  const noted = new Map<string, number>();

  return async function findWebSession(secret) {
    const now = clock.now();
    const session = await store.session(hash(secret), now);
    if (session === undefined) return undefined;
    const user = session.user === OWNER_USER.id ? OWNER_USER : await welcome(session.user);
    if (user === undefined) return undefined;
    noteSeen(user.id, now);
    return { user, expiresAt: prolonged(session, now) };
  };

  async function welcome(id: string): Promise<WebUser | undefined> {
    const user = await store.find(id);
    return user?.revokedAt === undefined ? user : undefined;
  }

  function noteSeen(user: string, now: number): void {
    if (now - (noted.get(user) ?? 0) < SEEN_EVERY_MS) return;
    noted.set(user, now);
    background('note that a web user was here', () => store.seen(user, now));
  }

  function prolonged({ hash: key, expiresAt }: WebSession, now: number): number {
    const later = now + SESSION_MS;
    if (later - expiresAt < SESSION_MS * PROLONG_AFTER) return expiresAt;
    background('prolong a session', () => store.prolong(key, later));
    return later;
  }
}
