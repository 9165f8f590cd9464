import { execShape, pendingShape, recordShape } from '../approval.ts';
import { approvalHistory as historyOf } from '../approval-history.ts';
import { mayRead } from '../approval-sight.ts';
import { method } from '../method.ts';
import { approvalNotFound, Refusal } from '../refusal.ts';
import { APPROVALS } from '../scopes.ts';

/** A bare array: the payload has no wrapper. */
export const execApprovalList = method('exec.approval.list', APPROVALS, {}, ({ gateway, client }) =>
  gateway.approvals.pendingFor(client, 'exec').map(pendingShape),
);

export const pluginApprovalList = method('plugin.approval.list', APPROVALS, {}, ({ gateway, client }) =>
  gateway.approvals.pendingFor(client, 'plugin').map(pendingShape),
);

/** One that waits. */
export const execApprovalGet = method(
  'exec.approval.get',
  APPROVALS,
  { id: 'string' },
  ({ gateway, client, params }) => {
    const approval = gateway.approvals.live(client, params.id);
    if (approval?.kind === 'exec' && approval.ending === undefined) return execShape(approval);
    throw approvalNotFound('unknown or expired approval id');
  },
);

/** One that waits or is over, also from before a restart. */
export const approvalGet = method(
  'approval.get',
  APPROVALS,
  { id: 'string' },
  ({ gateway, client, params }) => {
    const approval = gateway.approvals.all().find(({ id }) => id === params.id);
    if (approval === undefined || !mayRead(client)) throw approvalNotFound('approval not found');
    return { approval: recordShape(approval) };
  },
);

const MAX_ITEMS = 100;

/** Those that are over. It hides nothing from anybody with the scope, as the real one. */
export const approvalHistory = method(
  'approval.history',
  APPROVALS,
  { limit: 'count?', cursor: 'string?', kind: 'string?' },
  ({ gateway, params: { kind, ...page } }) => {
    const isKind = kind === undefined || kind === 'exec' || kind === 'plugin';
    if (!isKind || (page.limit ?? 1) > MAX_ITEMS)
      throw new Refusal('INVALID_REQUEST', 'invalid approval.history params');
    return historyOf(gateway.approvals.all(), { ...page, kind });
  },
);
