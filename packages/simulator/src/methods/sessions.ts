import { method } from '../method.ts';
import { READ } from '../scopes.ts';
import { fullKey } from '../session-key.ts';
import { sessionRow } from '../session-row.ts';

const LIST_SHAPE = {
  limit: 'count?',
  offset: 'number?',
  search: 'string?',
  agentId: 'any?',
  label: 'any?',
  activeMinutes: 'any?',
  archived: 'any?',
  includeGlobal: 'any?',
  includeUnknown: 'any?',
  includeDerivedTitles: 'any?',
  includeLastMessage: 'any?',
} as const;

const DEFAULT_LIMIT = 100;

/** Sessions, the most recently changed first. */
export const sessionsList = method('sessions.list', READ, LIST_SHAPE, ({ gateway, params }) => {
  const { limit = DEFAULT_LIMIT, offset = 0, search = '' } = params;
  const found = gateway.disk.sessions
    .newestFirst()
    .filter((session) => session.key.includes(search.toLowerCase()));
  const page = found.slice(offset, offset + limit);
  const next = offset + page.length;
  return {
    ts: Date.now(),
    count: page.length,
    totalCount: found.length,
    hasMore: next < found.length,
    ...(next < found.length ? { nextOffset: next } : {}),
    sessions: page.map((session) => sessionRow(session, gateway.runs.activeIn(session).length > 0)),
  };
});

/** Subscribes this connection to the messages of every session. */
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
    const approvals = gateway.approvals.pendingFor(client);
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
