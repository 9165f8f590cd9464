import { isoTime } from '../domain/iso-time.ts';
import { printable } from '../domain/printable.ts';
import type { WebUser } from '../domain/web-user.ts';

/** A web user in one line. */
export function webUserLine({ id, name, createdAt, revokedAt, lastSeenAt }: WebUser): string {
  const welcome = `invited ${isoTime(createdAt)}`;
  const state = revokedAt === undefined ? welcome : `revoked ${isoTime(revokedAt)}`;
  const seen = lastSeenAt === undefined ? 'never here' : `last here ${isoTime(lastSeenAt)}`;
  return `${printable(name)} — ${state}, ${seen}; id ${id}`;
}
