import type { Clock } from '../domain/port/clock.ts';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { unknownWebUser, type WebUser } from '../domain/web-user.ts';

/**
 * He is not welcome from then on: his invites and sessions end, and what he has open is closed. Found by id or by name. What was
 * said stays. Errors: `unknown_user`, `store_unavailable`.
 */
export type RevokeWebUser = (nameOrId: string) => Promise<WebUser>;

export interface RevokeWebUserDeps {
  readonly store: Pick<WebUserStore, 'find' | 'findByName' | 'revoke'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Has everybody with an open door look again whether this user is welcome. */
  readonly lookAgain: (user: string) => void;
}

export function createRevokeWebUser({ store, clock, lookAgain }: RevokeWebUserDeps): RevokeWebUser {
  return async function revokeWebUser(nameOrId) {
    // As everywhere: somebody may be called what is the id of another one.
    const user = (await store.find(nameOrId)) ?? (await store.findByName(nameOrId));
    if (user === undefined) throw unknownWebUser(nameOrId);
    const now = clock.now();
    const isNew = await store.revoke(user.id, now);
    lookAgain(user.id);
    return isNew ? { ...user, revokedAt: now } : user;
  };
}
