import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { INVITE_MS, isWebUserName, OWNER_USER, type WebUser } from '../domain/web-user.ts';

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
  throw name.toLowerCase() === OWNER_USER.id ? ownersName() : badName(name);
}

function ownersName(): Failure {
  return new Failure('invalid_input', 'The name "owner" is yours: the owner needs no invitation.', {
    hint: 'Take another name: `clawbridge invite bob`.',
  });
}

function badName(name: string): Failure {
  const joined = name.replaceAll(/[\s.]+/g, '-');
  return new Failure(
    'invalid_input',
    'A name has 1 to 64 characters: letters of any script, digits and signs, but no spaces and no dots.',
    { hint: `Such as \`clawbridge invite ${/^[\p{L}\p{N}_-]{1,64}$/u.test(joined) ? joined : 'bob'}\`.` },
  );
}
