import { ADMIN, type Scopes } from './scopes.ts';

/** Who started a run. */
export interface Owner {
  readonly everybody?: boolean;
  readonly connId: string | undefined;
  readonly deviceId: string | undefined;
}

/** A run from outside the WebSocket: nobody but an admin may touch it. */
export const NOBODY: Owner = { connId: undefined, deviceId: undefined };

/** A run the gateway resumed by itself: whoever may write may abort it. */
export const EVERYBODY: Owner = { ...NOBODY, everybody: true };

export function ownerOf({ connId, deviceId }: Owner): Owner {
  return { connId, deviceId };
}

/** The same connection, the same device on any connection, or an admin. */
export function mayAbort(client: Owner & { readonly scopes: Scopes }, owner: Owner): boolean {
  if (owner.everybody === true || client.scopes.includes(ADMIN) || owner.connId === client.connId)
    return true;
  return owner.deviceId !== undefined && owner.deviceId === client.deviceId;
}
