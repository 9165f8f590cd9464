import type { AccessToken } from '../domain/access-token.ts';
import type { AllowList } from '../domain/allow-list.ts';
import { Failure } from '../domain/failure.ts';
import { linkOf } from '../domain/link.ts';
import type { AccessTokenStore } from '../domain/port/access-token-store.ts';
import type { Clock } from '../domain/port/clock.ts';
import { isPrincipalId, MAX_PRINCIPAL_CHARS, SCOPES, type Scope } from '../domain/principal.ts';

/** For people; a longer one is a mistake. */
const MAX_NAME_CHARS = 100;

export interface NewAccessToken {
  /** Which client it is for. */
  readonly name: string;
  /** Whose token it is: the id of a principal. */
  readonly principal: string;
  readonly scopes: readonly Scope[];
  readonly allow: AllowList;
  /** Milliseconds it is good for; without it, until it is revoked. */
  readonly lifetimeMs?: number | undefined;
}

export interface CreatedAccessToken {
  /** What a client shows. It is kept nowhere. */
  readonly secret: string;
  readonly token: AccessToken;
}

/** Makes a token for a client of whoever runs the bridge. Errors: `invalid_input`, `store_unavailable`. */
export type CreateAccessToken = (wanted: NewAccessToken) => Promise<CreatedAccessToken>;

export interface CreateAccessTokenDeps {
  readonly store: Pick<AccessTokenStore, 'add'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
  /** 256 random bits in the form of a token. */
  readonly newSecret: () => string;
  /** SHA-256, as hex. */
  readonly hash: (secret: string) => string;
}

export function createCreateAccessToken({
  store,
  clock,
  newId,
  newSecret,
  hash,
}: CreateAccessTokenDeps): CreateAccessToken {
  return async function createAccessToken({ name, principal, scopes, allow, lifetimeMs }) {
    const secret = newSecret();
    const createdAt = clock.now();
    const token: AccessToken = {
      id: newId(),
      name: checkName(name),
      hash: hash(secret),
      principal: checkPrincipal(principal),
      scopes: checkScopes(scopes),
      allow,
      createdAt,
      ...(lifetimeMs === undefined ? {} : { expiresAt: createdAt + lifetimeMs }),
    };
    await store.add(token);
    return { secret, token };
  };
}

function checkName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= MAX_NAME_CHARS) return trimmed;
  throw new Failure('invalid_input', `The name of a token has 1 to ${MAX_NAME_CHARS} characters.`, {
    hint: 'Call it like the client it is for: cursor, laptop, ci.',
  });
}

function checkPrincipal(id: string): string {
  if (linkOf(id) !== undefined)
    throw new Failure('invalid_input', `The principal ${id} is the link of a channel plugin.`, {
      hint: '`clawbridge channel install` makes its token.',
    });
  if (isPrincipalId(id)) return id;
  throw new Failure(
    'invalid_input',
    `The id of a principal has 1 to ${MAX_PRINCIPAL_CHARS} characters, none of them a space.`,
    { hint: 'Leave it out for yourself.' },
  );
}

function checkScopes(scopes: readonly Scope[]): readonly Scope[] {
  if (scopes.length > 0) return SCOPES.filter((scope) => scopes.includes(scope));
  throw new Failure('invalid_input', 'A token without a scope lets nobody do anything.', {
    hint: `Name some of ${SCOPES.join(', ')}.`,
  });
}
