import type { Config } from './config/read.ts';
import type { GatewayMode } from './domain/instance.ts';
import { holds, OWNER, type Principal, type Scope } from './domain/principal.ts';

/** Who may decide approvals may do everything: `admin` only widens whose approvals there are. */
const SCOPES_OF_MODE: Readonly<Record<GatewayMode, readonly Scope[]>> = {
  read: ['read'],
  write: ['read', 'chat'],
  approvals: OWNER.scopes,
  admin: OWNER.scopes,
};

/** The person who runs this bridge, as far as `--mode` and the allow-lists let this process act for him. */
export function ownerFrom({
  instanceDefaults,
  allow,
}: Pick<Config, 'instanceDefaults' | 'allow'>): Principal {
  return { id: OWNER.id, scopes: SCOPES_OF_MODE[instanceDefaults.mode], allow: [allow] };
}

/** A process that may only look begins no tasks, of others either: another one will. */
export function mayRun(principal: Principal): { readonly readOnly: boolean } {
  return { readOnly: !holds(principal, 'chat') };
}
