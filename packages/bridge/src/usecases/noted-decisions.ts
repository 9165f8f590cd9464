import type { Deed } from '../domain/audit-record.ts';
import { toFailure } from '../domain/failure.ts';
import type { DecideApproval } from './decide-approval.ts';

/** Decisions about approvals are noted whoever takes them and through whichever door: they let an agent act. */
export function notedDecisions(decide: DecideApproval, note: (deed: Deed) => void): DecideApproval {
  return async function decideAndNote(request) {
    const { principal, id, decision } = request;
    const deed = { principal: principal.id, action: `approval:${decision}`, target: id };
    try {
      await decide(request);
      note({ ...deed, outcome: 'ok' });
    } catch (thrown) {
      const { code } = toFailure(thrown);
      note({ ...deed, outcome: code === 'not_allowed' ? 'refused' : 'failed', reason: code });
      throw thrown;
    }
  };
}
