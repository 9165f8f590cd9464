import type { Approval, ApprovalKind, Decision, Resolution } from '../approval.ts';

export interface Verdict {
  readonly instance: string;
  readonly kind: ApprovalKind;
  readonly id: string;
  readonly decision: Decision;
}

export interface EndedQuery {
  readonly instance: string;
  /** By the gateway's clock, in milliseconds since 1970. */
  readonly since: number;
}

export interface EndedApproval {
  readonly approval: Approval;
  readonly resolution: Resolution;
}

/** The approvals of gateways, as far as they show them to us (`approvalReach`). Errors: those of a gateway that cannot be asked. */
export interface Approvals {
  /** Those that wait for a decision, oldest first. */
  pending(instance: string): Promise<readonly Approval[]>;
  /** The same decision may come twice. Errors: `unknown_approval`, `invalid_input` when another decision came first. */
  decide(verdict: Verdict): Promise<void>;
  /** How one ended; undefined when the gateway does not know it (any more). It may wait without being shown to us. */
  outcome(approval: Pick<Approval, 'instance' | 'kind' | 'id'>): Promise<Resolution | 'waiting' | undefined>;
  /**
   * Those that ended since then, and perhaps some from before, oldest first: the last two thousand or so, as far as the
   * gateway remembers and shows them.
   */
  ended(query: EndedQuery): Promise<readonly EndedApproval[]>;
}
