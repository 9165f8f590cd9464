import type { AllowList } from '../domain/allow-list.ts';
import { isoTime } from '../domain/iso-time.ts';
import { printable } from '../domain/printable.ts';
import type { ListedAccessToken } from '../usecases/list-access-tokens.ts';

/** A token in one line. */
export function tokenLine(token: ListedAccessToken): string {
  const { id, state, scopes, principal, name, allow, expiresAt, lastUsedAt } = token;
  return [
    id,
    state.padEnd(7),
    scopes.join(','),
    printable(principal),
    printable(name),
    lastUsedAt === undefined ? 'never used' : `last used ${isoTime(lastUsedAt)}`,
    ...(expiresAt === undefined ? [] : [`good until ${isoTime(expiresAt)}`]),
    ...onlyFor(allow),
  ].join('  ');
}

function onlyFor({ instances, channels, agents, sessionPrefixes }: AllowList): readonly string[] {
  const lists = { instances, channels, agents, sessions: sessionPrefixes };
  return Object.entries(lists)
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `only ${what} ${printable(names.join(','))}`);
}
