import type { NumberedAuditRecord } from '../domain/audit-record.ts';
import type { AuditLog } from '../domain/port/audit-log.ts';

/** Read at once. */
const PAGE = 1_000;

export interface AuditRequest {
  readonly limit: number;
  /** Only what this principal did. */
  readonly principal: string | undefined;
  /** Only what was done from here on, in milliseconds since 1970. */
  readonly since: number;
}

export interface FoundRecords {
  /** The newest first. */
  readonly records: readonly NumberedAuditRecord[];
  /** Whether there are others besides these. */
  readonly more: boolean;
}

/**
 * Who did what, the newest `limit` of it. The clocks of several nodes differ a little, so a record may be out of order: only a
 * whole page of older ones is the end. Errors: `store_unavailable`.
 */
export async function readAudit(
  log: Pick<AuditLog, 'read'>,
  { limit, principal, since }: AuditRequest,
): Promise<FoundRecords> {
  const found: NumberedAuditRecord[] = [];
  let last: NumberedAuditRecord | undefined;
  let isEnd = false;
  while (!isEnd && found.length <= limit) {
    const page = await log.read({
      limit: PAGE,
      ...(principal === undefined ? {} : { principal }),
      ...(last === undefined ? {} : { before: last.number }),
    });
    const within = page.filter(({ at }) => at >= since);
    found.push(...within);
    last = page.at(-1);
    isEnd = page.length < PAGE || within.length === 0;
  }
  return { records: found.slice(0, limit), more: found.length > limit };
}
