import { isoTime } from '../domain/iso-time.ts';
import type { WebUser } from '../domain/web-user.ts';

/** A web user as `--json` prints it. */
export function webUserJson({ id, name, createdAt, revokedAt, lastSeenAt }: WebUser) {
  return {
    id,
    name,
    createdAt: isoTime(createdAt),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt: isoTime(lastSeenAt) }),
    ...(revokedAt === undefined ? {} : { revokedAt: isoTime(revokedAt) }),
  };
}
