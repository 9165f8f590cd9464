import {
  checkDecision,
  unknownApproval,
  type Approval,
  type ApprovalKind,
  type Decision,
} from '../domain/approval.ts';
import { allowsEverything } from '../domain/allow-list.ts';
import { failureFrom } from '../domain/failure.ts';
import { pickAllowed } from '../domain/allowed-instance.ts';
import { pickInstance, requireMode, type Instance } from '../domain/instance.ts';
import type { Approvals } from '../domain/port/approvals.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import type { ListApprovals } from './list-approvals.ts';

export interface DecideApprovalRequest {
  readonly principal: Principal;
  /** Where it waits; it is looked for without it. */
  readonly instance?: string | undefined;
  readonly kind?: ApprovalKind | undefined;
  readonly id: string;
  readonly decision: Decision;
}

/** Errors: `not_allowed`, `unknown_approval`, `invalid_input` for a decision that is not on offer, those of the gateway. */
export type DecideApproval = (request: DecideApprovalRequest) => Promise<void>;

export interface DecideApprovalDeps {
  readonly instances: readonly Instance[];
  readonly approvals: Pick<Approvals, 'decide'>;
  readonly listApprovals: ListApprovals;
}

export function createDecideApproval({
  instances,
  approvals,
  listApprovals,
}: DecideApprovalDeps): DecideApproval {
  return async function decideApproval({ principal, instance, kind, id, decision }) {
    requireScope(principal, 'approve');
    const list = await listApprovals({ principal, instance });
    const waiting = list.approvals.find((one) => one.id === id && (kind === undefined || one.kind === kind));
    if (waiting !== undefined) {
      requireMode(pickInstance(instances, waiting.instance), 'approvals');
      checkDecision(waiting, decision);
      return await approvals.decide({ ...whereIs(waiting), decision });
    }
    const [away] = list.unreachable;
    if (away !== undefined) throw failureFrom(away.failure);
    // It may have been decided already, and just so: only its gateway knows, and only who may see all may ask it.
    if (kind === undefined || !allowsEverything(principal.allow)) throw unknownApproval(id);
    const asked = pickAllowed(instances, principal, instance);
    requireMode(asked, 'approvals');
    await approvals.decide({ instance: asked.name, kind, id, decision });
  };
}

function whereIs({ instance, kind, id }: Approval) {
  return { instance, kind, id };
}
