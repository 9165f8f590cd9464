import type { ListedGrant } from '../auth/oauth/grants.ts';
import { isoTime } from '../domain/iso-time.ts';
import { printable } from '../domain/printable.ts';

/** A grant in one line. The name is what the client calls itself: in quotes it cannot pass for what stands beside it. */
export function grantLine(grant: ListedGrant): string {
  const { id, scopes, clientName, clientId, at, expiresAt, lastRenewedAt, instances } = grant;
  return [
    id,
    scopes.join(','),
    clientName === undefined ? '-' : JSON.stringify(printable(clientName)),
    printable(clientId),
    `granted ${isoTime(at)}`,
    lastRenewedAt === undefined ? 'never used' : `last renewed ${isoTime(lastRenewedAt)}`,
    ...(expiresAt === undefined ? [] : [`good until ${isoTime(expiresAt)}`]),
    ...(instances.length === 0 ? [] : [`only instances ${printable(instances.join(','))}`]),
  ].join('  ');
}
