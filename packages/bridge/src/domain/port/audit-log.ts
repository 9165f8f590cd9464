import type { AuditRecord, NumberedAuditRecord } from '../audit-record.ts';

export interface AuditQuery {
  readonly limit: number;
  /** Only records with a smaller number: the next page. */
  readonly before?: number;
  readonly principal?: string;
}

/** Who did what, for all processes on one store. Errors: `store_unavailable`. */
export interface AuditLog {
  append(record: AuditRecord): Promise<void>;
  /** Newest first. */
  read(query: AuditQuery): Promise<readonly NumberedAuditRecord[]>;
  /** Removes at most `limit` records from before `before`, and says how many. */
  prune(before: number, limit: number): Promise<number>;
}
