import { isoTime } from '../domain/iso-time.ts';
import { printable } from '../domain/printable.ts';
import type { WebUser } from '../domain/web-user.ts';

/** A web user in one line. */
export function webUserLine({ id, name, revokedAt, lastSeenAt }: WebUser): string {
  return [
    id,
    revokedAt === undefined ? 'welcome' : 'revoked',
    printable(name),
    lastSeenAt === undefined ? 'never here' : `last here ${isoTime(lastSeenAt)}`,
  ].join('  ');
}
