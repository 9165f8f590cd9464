import { pendingShape } from '../approval.ts';
import { method } from '../method.ts';
import { READ } from '../scopes.ts';
import { fullKey } from '../session-key.ts';

/** Subscribes this connection to the messages and the changes of every session. */
export const sessionsSubscribe = method('sessions.subscribe', READ, {}, ({ client }) => {
  client.subscribeAll();
  return { subscribed: true };
});

/** Subscribes this connection to everything of one session. */
export const messagesSubscribe = method(
  'sessions.messages.subscribe',
  READ,
  { key: 'string', agentId: 'any?', includeApprovals: 'boolean?' },
  ({ client, params, gateway }) => {
    const key = fullKey(params.key);
    client.subscribe(key);
    if (params.includeApprovals !== true) return { subscribed: true, key };
    const approvals = gateway.approvals.pendingFor(client, 'exec').map(pendingShape);
    return { subscribed: true, key, approvalReplay: { approvals, truncated: false } };
  },
);

export const messagesUnsubscribe = method(
  'sessions.messages.unsubscribe',
  READ,
  { key: 'string', agentId: 'any?' },
  ({ client, params }) => {
    const key = fullKey(params.key);
    client.unsubscribe(key);
    return { subscribed: false, key };
  },
);
