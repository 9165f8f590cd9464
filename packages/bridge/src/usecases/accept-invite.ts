import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { SESSION_MS, type WebUser } from '../domain/web-user.ts';
import type { BegunWebSession } from './begin-web-session.ts';

export interface AcceptedInvite extends BegunWebSession {
  readonly user: WebUser;
}

/** Signs in whoever has an invite, once. Errors: `not_signed_in`, `store_unavailable`. */
export type AcceptInvite = (code: string) => Promise<AcceptedInvite>;

export interface AcceptInviteDeps {
  readonly store: Pick<WebUserStore, 'redeem' | 'seen'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly newSecret: () => string;
  readonly hash: (secret: string) => string;
}

export function createAcceptInvite({ store, clock, newSecret, hash }: AcceptInviteDeps): AcceptInvite {
  return async function acceptInvite(code) {
    const secret = newSecret();
    const now = clock.now();
    const expiresAt = now + SESSION_MS;
    const user = await store.redeem(hash(code), { hash: hash(secret), createdAt: now, expiresAt }, now);
    if (user === undefined)
      throw new Failure('not_signed_in', 'This invite has been used, has expired, or was taken back.', {
        hint: 'Ask whoever gave you the link for a new one: each of them works once.',
      });
    await store.seen(user.id, now);
    return { user, secret, expiresAt };
  };
}
