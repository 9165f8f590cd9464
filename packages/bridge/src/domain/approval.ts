import { Failure } from './failure.ts';

export const APPROVAL_KINDS = ['exec', 'plugin'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

export const DECISIONS = ['allow-once', 'allow-always', 'deny'] as const;
export type Decision = (typeof DECISIONS)[number];

/** Something an agent may only do once a person has said yes. Times are milliseconds since 1970. */
export interface Approval {
  readonly instance: string;
  readonly kind: ApprovalKind;
  readonly id: string;
  /** What it wants to do: a command line, or a plugin's own words. */
  readonly what: string;
  readonly cwd?: string;
  readonly agentId?: string;
  /** Full key of the session it works in. */
  readonly sessionKey?: string;
  /** Of that session's route. A gateway does not say it with an approval; the log does. */
  readonly channel?: string;
  readonly allowedDecisions: readonly Decision[];
  readonly createdAt: number;
  readonly expiresAt: number;
  /** The request as the gateway gave it. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** How an approval ended. */
export interface Resolution {
  readonly instance: string;
  readonly kind: ApprovalKind;
  readonly id: string;
  readonly sessionKey?: string;
  /** As of an approval. */
  readonly channel?: string;
  /** Undefined when nobody decided: it expired or was withdrawn. */
  readonly decision?: Decision;
  /** `allowed`, `denied`, `expired`, `cancelled`, where the gateway tells it. */
  readonly status?: string;
  readonly resolvedBy?: string;
  readonly at: number;
  /** As the gateway gave it. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Refuses a decision the gateway did not offer. Errors: `invalid_input`, naming those it did. */
export function checkDecision({ id, allowedDecisions }: Approval, decision: Decision): void {
  if (allowedDecisions.includes(decision)) return;
  throw new Failure('invalid_input', `"${decision}" is not on offer for approval ${id}.`, {
    hint: `Decide ${allowedDecisions.join(' or ')}.`,
  });
}

export function unknownApproval(id: string): Failure {
  return new Failure('unknown_approval', `unknown or expired approval id: ${id}`, {
    hint: 'permissions_list_open lists the approvals that wait for a decision.',
  });
}

/**
 * Whose approvals a gateway shows us: everybody's, only those of runs this device began with `chat.send`, or none.
 * Source: openclaw 2026.9.6. An agent's command for which nobody can be asked is denied at once.
 */
export type ApprovalReach = 'all' | 'own' | 'none';

export function approvalReach(scopes: readonly string[]): ApprovalReach {
  if (scopes.includes('operator.admin')) return 'all';
  return scopes.includes('operator.approvals') ? 'own' : 'none';
}

/** What to do about approvals that are withheld from us; undefined when none are. */
export function withheldApprovals(reach: ApprovalReach): Failure | undefined {
  if (reach === 'all') return undefined;
  const message =
    reach === 'none'
      ? 'The gateway shows us no approvals: this connection lacks operator.approvals.'
      : 'Commands that need your approval are denied at once: this clawbridge lacks the rights of --mode admin.';
  return new Failure('gateway_forbidden', message, {
    hint: 'Start clawbridge with --mode admin to be asked; the price is a right to everything in that gateway.',
  });
}
