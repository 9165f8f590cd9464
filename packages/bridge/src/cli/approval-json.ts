import type { Approval } from '../domain/approval.ts';
import { isoTime } from '../domain/iso-time.ts';

/** An approval as `--json` prints it. Times are ISO strings; the shape is stable. */
export function approvalJson(approval: Approval) {
  const { id, instance, kind, what, cwd, agentId, sessionKey, allowedDecisions } = approval;
  return {
    id,
    instance,
    kind,
    what,
    cwd,
    agent: agentId,
    session: sessionKey,
    allowedDecisions,
    createdAt: isoTime(approval.createdAt),
    expiresAt: isoTime(approval.expiresAt),
  };
}
