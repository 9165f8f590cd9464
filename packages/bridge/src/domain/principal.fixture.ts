import { EVERYTHING } from './allow-list.ts';
import { SCOPES, type Principal } from './principal.ts';

/** Somebody who is not the owner and may do everything. */
export function aGuest(id = 'guest'): Principal {
  return { id, scopes: SCOPES, allow: EVERYTHING };
}
