import { permitsInstance } from './allow-list.ts';
import { pickInstance, type Instance } from './instance.ts';
import type { Principal } from './principal.ts';

/** The instances a principal may know of. */
export function allowedInstances(instances: readonly Instance[], { allow }: Principal): readonly Instance[] {
  return instances.filter(({ name }) => permitsInstance(allow, name));
}

/**
 * The named instance, or the default one; where that is not for this principal, the first that is.
 * Errors: `unknown_instance`, naming those he may know of.
 */
export function pickAllowed(instances: readonly Instance[], principal: Principal, name?: string): Instance {
  const allowed = allowedInstances(instances, principal);
  const [first] = allowed;
  if (name === undefined && first !== undefined && !allowed.some(({ isDefault }) => isDefault)) return first;
  return pickInstance(allowed, name);
}
