import type { AuthInfo } from '@modelcontextprotocol/server';
import type { Principal } from '../../domain/principal.ts';

const visitors = new WeakMap<AuthInfo, Principal>();

/** Takes who asks through the SDK, which knows of tokens only, and needs none of ours. */
export function passFor(principal: Principal): AuthInfo {
  const pass = { token: '', clientId: principal.id, scopes: [...principal.scopes] };
  visitors.set(pass, principal);
  return pass;
}

/** Whom a pass was made for. Fails closed: nobody comes in without one. */
export function visitorWith(pass: AuthInfo | undefined): Principal {
  const visitor = pass === undefined ? undefined : visitors.get(pass);
  if (visitor === undefined) throw new Error('A request came through without its principal.');
  return visitor;
}
