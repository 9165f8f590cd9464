import { method } from '../method.ts';
import { APPROVALS } from '../scopes.ts';

/** A bare array: the payload has no wrapper. */
export const approvalList = method('exec.approval.list', APPROVALS, {}, ({ gateway, client }) =>
  gateway.approvals.pendingFor(client),
);

export const approvalResolve = method(
  'exec.approval.resolve',
  APPROVALS,
  { id: 'string', decision: 'string', reviewer: 'any?', grantExpiresInDays: 'any?' },
  ({ gateway, client, params }) => {
    gateway.approvals.resolve(client, params.id, params.decision);
    return { ok: true };
  },
);

export const approvalApply = method(
  'approval.resolve',
  APPROVALS,
  { id: 'string', kind: 'string', decision: 'string', reviewer: 'any?', grantExpiresInDays: 'any?' },
  ({ gateway, client, params }) => gateway.approvals.apply(client, params.id, params.decision),
);
