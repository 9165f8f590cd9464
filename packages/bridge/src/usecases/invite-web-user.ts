import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { INVITE_MS, isWebUserName, type WebUser } from '../domain/web-user.ts';

export interface Invited {
  readonly user: WebUser;
  /** He was not known before. */
  readonly isNew: boolean;
  /** What lets him in, once. It is kept nowhere. */
  readonly code: string;
  readonly expiresAt: number;
}

/**
 * Makes a way in for one browser of somebody: he is welcome from then on, unless he was before. Other invites and the browsers he
 * is signed in with stay. Errors: `invalid_input`, `store_unavailable`.
 */
export type InviteWebUser = (name: string) => Promise<Invited>;

export interface InviteWebUserDeps {
  readonly store: Pick<WebUserStore, 'add' | 'findByName' | 'addInvite'>;
  readonly clock: Pick<Clock, 'now'>;
  /** 12 random characters of base32, lower case. */
  readonly newUserId: () => string;
  /** 256 random bits. */
  readonly newSecret: () => string;
  /** SHA-256, as hex. */
  readonly hash: (secret: string) => string;
}

export function createInviteWebUser(deps: InviteWebUserDeps): InviteWebUser {
  const { store, clock, newSecret, hash } = deps;
  return async function inviteWebUser(given) {
    const name = checkName(given);
    const { user, isNew } = await findOrAdd(name, deps);
    const code = newSecret();
    const createdAt = clock.now();
    const expiresAt = createdAt + INVITE_MS;
    await store.addInvite({ hash: hash(code), user: user.id, createdAt, expiresAt });
    return { user, isNew, code, expiresAt };
  };
}

async function findOrAdd(
  name: string,
  { store, clock, newUserId }: InviteWebUserDeps,
): Promise<Pick<Invited, 'user' | 'isNew'>> {
  const known = await store.findByName(name);
  if (known !== undefined) return { user: known, isNew: false };
  const user: WebUser = { id: newUserId(), name, createdAt: clock.now() };
  if (await store.add(user)) return { user, isNew: true };
  // Somebody else has invited him in the same moment.
  const added = await store.findByName(name);
  if (added !== undefined) return { user: added, isNew: false };
  throw new Failure('store_unavailable', `${name} is just being taken away; nobody was invited.`, {
    hint: 'Invite him again.',
    retryable: true,
  });
}

function checkName(given: string): string {
  const name = given.normalize('NFC').trim();
  if (isWebUserName(name)) return name;
  throw new Failure(
    'invalid_input',
    'The name of a web user has 1 to 64 characters, no spaces and no dots, and is not "owner".',
    { hint: 'Take a short one: `clawbridge invite bob`.' },
  );
}
