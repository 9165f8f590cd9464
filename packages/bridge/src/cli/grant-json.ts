import type { ListedGrant } from '../auth/oauth/grants.ts';
import { isoTime } from '../domain/iso-time.ts';

/** A grant as `--json` prints it. Times are ISO strings; the shape is stable. */
export function grantJson(grant: ListedGrant) {
  return {
    id: grant.id,
    clientName: grant.clientName,
    clientId: grant.clientId,
    principal: grant.principal,
    scopes: grant.scopes,
    only: { instances: grant.instances },
    grantedAt: isoTime(grant.at),
    expiresAt: timeOf(grant.expiresAt),
    lastRenewedAt: timeOf(grant.lastRenewedAt),
  };
}

function timeOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : isoTime(at);
}
