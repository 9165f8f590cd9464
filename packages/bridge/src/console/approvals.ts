import { verdict, type ApprovalList, type PendingApproval } from '@clawbridge/wire';
import type { Approval } from '../domain/approval.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { DecideApproval } from '../usecases/decide-approval.ts';
import type { ListApprovals } from '../usecases/list-approvals.ts';
import { readBody } from './body.ts';
import type { Answer, Resource } from './resource.ts';
import { troubleOf } from './trouble.ts';

export interface ApprovalsOptions {
  readonly listApprovals: ListApprovals;
  readonly decideApproval: DecideApproval;
  readonly clock: Pick<Clock, 'now'>;
}

/** What waits for a decision at every gateway. A decision is answered with what waits then. */
export function approvalsResource({ listApprovals, decideApproval, clock }: ApprovalsOptions): Resource {
  const list: Answer = async ({ principal }) => {
    const { approvals, unreachable } = await listApprovals({ principal });
    const answer: ApprovalList = {
      now: clock.now(),
      approvals: approvals.map(approvalCard),
      unreachable: unreachable.map(({ instance, failure }) => ({ instance, trouble: troubleOf(failure) })),
    };
    return Response.json(answer);
  };
  return {
    GET: list,
    async POST(call) {
      const body = await readBody(call.request, verdict);
      if (body instanceof Response) return body;
      await decideApproval({ principal: call.principal, ...body });
      return await list(call);
    },
  };
}

function approvalCard(approval: Approval): PendingApproval {
  const { instance, kind, id, what, cwd, agentId, sessionKey, allowedDecisions } = approval;
  return {
    instance,
    kind,
    id,
    what,
    choices: [...allowedDecisions],
    createdAt: approval.createdAt,
    expiresAt: approval.expiresAt,
    ...(cwd === undefined ? {} : { cwd }),
    ...(agentId === undefined ? {} : { agent: agentId }),
    ...(sessionKey === undefined ? {} : { session: sessionKey }),
  };
}
