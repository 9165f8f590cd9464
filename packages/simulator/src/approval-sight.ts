import type { Approval, ApprovalKind } from './approval.ts';
import type { Listener } from './audience.ts';
import { ADMIN, allows, APPROVALS } from './scopes.ts';

/** Admins see all. Others see what their own device asked for, and without a device what their own connection did. */
export function sees(listener: Listener, { asker }: Approval): boolean {
  if (listener.scopes.includes(ADMIN)) return true;
  if (asker.deviceId !== undefined) return asker.deviceId === listener.deviceId;
  return asker.connId !== undefined && asker.connId === listener.connId;
}

/** How an approval stands may every device read, whoever asked for it. */
export function mayRead({ scopes, deviceId }: Listener): boolean {
  return scopes.includes(ADMIN) || deviceId !== undefined;
}

/** Is this listener told when it is over? */
export function hearsEndOf(approval: Approval): (listener: Listener) => boolean {
  return (listener) => handles(listener, approval.kind) && sees(listener, approval);
}

/** Is this listener asked? Nobody is asked about what he wants himself on the same connection. */
export function isAskedAbout(approval: Approval): (listener: Listener) => boolean {
  const hears = hearsEndOf(approval);
  return (listener) => hears(listener) && listener.connId !== approval.asker.connId;
}

function handles({ caps, scopes }: Listener, kind: ApprovalKind): boolean {
  const isAble = caps.has('approvals') || caps.has(`${kind}-approvals`);
  return isAble && allows(scopes, APPROVALS);
}
