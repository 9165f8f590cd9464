import type { AuditRecord } from '../domain/audit-record.ts';
import { OWNER } from '../domain/principal.ts';

/** Done now, at the terminal, by whoever may read the store. */
export function ownersDeed(action: string, target?: string): AuditRecord {
  return {
    at: Date.now(),
    principal: OWNER.id,
    action,
    outcome: 'ok',
    ...(target === undefined ? {} : { target }),
  };
}
