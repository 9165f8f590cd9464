import { recordShape, type ApprovalKind, type Decision } from '../approval.ts';
import { method, type Call } from '../method.ts';
import { Refusal } from '../refusal.ts';
import { APPROVALS } from '../scopes.ts';

const SHAPE = { id: 'string', decision: 'string', reviewer: 'any?', grantExpiresInDays: 'any?' } as const;

interface Verdict {
  readonly id: string;
  readonly decision: string;
}

export const execApprovalResolve = method('exec.approval.resolve', APPROVALS, SHAPE, (call) =>
  resolve(call, 'exec'),
);

export const pluginApprovalResolve = method('plugin.approval.resolve', APPROVALS, SHAPE, (call) =>
  resolve(call, 'plugin'),
);

/** The same decision may come twice, another one may not. */
function resolve({ gateway, client, params }: Call<Verdict>, kind: ApprovalKind): object {
  const decision = wordOf(params.decision);
  const approval = gateway.approvals.find(client, params.id, UNKNOWN, 'live');
  if (approval.kind !== kind) throw unknown();
  const counted = gateway.approvals.decide(approval, decision, client);
  if (counted || approval.ending?.decision === decision) return { ok: true };
  throw new Refusal('INVALID_REQUEST', 'approval already resolved', { reason: 'APPROVAL_ALREADY_RESOLVED' });
}

/** Answers with the record, and whether this decision was the one that counted. */
export const approvalResolve = method(
  'approval.resolve',
  APPROVALS,
  { ...SHAPE, kind: 'string' },
  ({ gateway, client, params }) => {
    const decision = wordOf(params.decision);
    const approval = gateway.approvals.find(client, params.id, 'approval not found');
    const applied = approval.ending === undefined && gateway.approvals.decide(approval, decision, client);
    return { applied, approval: recordShape(approval) };
  },
);

const UNKNOWN = 'unknown or expired approval id';

function unknown(): Refusal {
  return new Refusal('INVALID_REQUEST', UNKNOWN, { reason: 'APPROVAL_NOT_FOUND' });
}

function wordOf(decision: string): Decision {
  if (decision === 'allow-once' || decision === 'allow-always' || decision === 'deny') return decision;
  throw new Refusal('INVALID_REQUEST', 'invalid decision');
}
