import { EVERYTHING, type AllowList } from './allow-list.ts';
import { OWNER, SCOPES, type Principal, type Scope } from './principal.ts';

/** Somebody who is not the owner and may do everything. */
export function aGuest(id = 'guest'): Principal {
  return { id, scopes: SCOPES, allow: [] };
}

/** The owner, held to these scopes and lists. */
export function anOwner(scopes: readonly Scope[], allow: Partial<AllowList> = {}): Principal {
  return { ...OWNER, scopes, allow: [{ ...EVERYTHING, ...allow }] };
}
