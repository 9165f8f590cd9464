import { permits, restricts } from '../domain/allow-list.ts';
import type { Approval } from '../domain/approval.ts';
import { recordOf, toFailure, type FailureRecord } from '../domain/failure.ts';
import { allowedInstances, pickAllowed } from '../domain/allowed-instance.ts';
import type { Instance } from '../domain/instance.ts';
import type { Approvals } from '../domain/port/approvals.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import { requireScope, type Principal } from '../domain/principal.ts';

export interface ListApprovalsRequest {
  readonly principal: Principal;
  /** All of them without it. */
  readonly instance?: string | undefined;
}

export interface ApprovalList {
  /** Oldest first. */
  readonly approvals: readonly Approval[];
  /** Instances that could not be asked. */
  readonly unreachable: readonly { readonly instance: string; readonly failure: FailureRecord }[];
}

/** What waits for a decision now, at every gateway that can be asked. Errors: `unknown_instance`. */
export type ListApprovals = (request: ListApprovalsRequest) => Promise<ApprovalList>;

export interface ListApprovalsDeps {
  readonly instances: readonly Instance[];
  readonly approvals: Pick<Approvals, 'pending'>;
  readonly conversations: Pick<Conversations, 'session'>;
}

export function createListApprovals({
  instances,
  approvals,
  conversations,
}: ListApprovalsDeps): ListApprovals {
  return async function listApprovals({ principal, instance }) {
    requireScope(principal, 'read');
    const asked =
      instance === undefined
        ? allowedInstances(instances, principal)
        : [pickAllowed(instances, principal, instance)];
    const lists = await Promise.all(asked.map((one) => listOne(one.name, principal)));
    return {
      approvals: lists.flatMap((list) => list.approvals).toSorted((a, b) => a.createdAt - b.createdAt),
      unreachable: lists.flatMap((list) => list.unreachable),
    };
  };

  async function listOne(instance: string, principal: Principal): Promise<ApprovalList> {
    try {
      const approved: Approval[] = [];
      for (const one of await approvals.pending(instance))
        if (await maySee(principal, one)) approved.push(one);
      return { approvals: approved, unreachable: [] };
    } catch (thrown) {
      return { approvals: [], unreachable: [{ instance, failure: recordOf(toFailure(thrown)) }] };
    }
  }

  /** An approval does not say the channel of its session. */
  async function maySee({ allow }: Principal, { instance, sessionKey }: Approval): Promise<boolean> {
    if (!restricts(allow, 'channels') || sessionKey === undefined)
      return permits(allow, { instance, sessionKey });
    const session = await conversations.session({ instance, sessionKey });
    return permits(allow, { instance, sessionKey, channel: session?.route?.channel });
  }
}
