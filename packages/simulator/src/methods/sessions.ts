import type { Gateway } from '../gateway.ts';
import { method } from '../method.ts';
import { READ } from '../scopes.ts';
import type { Session } from '../session.ts';
import { fullKey } from '../session-key.ts';
import { displayNameOf, sessionRow } from '../session-row.ts';

const LIST_SHAPE = {
  limit: 'count?',
  offset: 'integer?',
  search: 'string?',
  agentId: 'any?',
  label: 'any?',
  activeMinutes: 'any?',
  archived: 'any?',
  includeGlobal: 'any?',
  includeUnknown: 'any?',
  includeDerivedTitles: 'boolean?',
  includeLastMessage: 'boolean?',
} as const;

const DEFAULT_LIMIT = 100;

/** Sessions, the most recently changed first. */
export const sessionsList = method('sessions.list', READ, LIST_SHAPE, ({ gateway, params }) => {
  const { limit = DEFAULT_LIMIT, offset = 0, search = '' } = params;
  const extras = {
    derivedTitle: params.includeDerivedTitles === true,
    lastMessage: params.includeLastMessage === true,
  };
  const found = gateway.disk.sessions.newestFirst().filter((session) => isFoundBy(search, session));
  const page = found.slice(offset, offset + limit);
  const next = offset + page.length;
  const hasMore = next < found.length;
  return {
    ts: Date.now(),
    count: page.length,
    totalCount: found.length,
    limitApplied: limit,
    ...(offset === 0 ? {} : { offset }),
    nextOffset: hasMore ? next : null,
    hasMore,
    sessions: page.map((session) => sessionRow(session, isActive(session, gateway), extras)),
  };
});

/** By what it is called and by its key, not by its route. */
function isFoundBy(search: string, session: Session): boolean {
  const names = [session.key, displayNameOf(session) ?? ''];
  return names.some((name) => name.toLowerCase().includes(search.toLowerCase()));
}

/** One session, or null. */
export const sessionsDescribe = method(
  'sessions.describe',
  READ,
  {
    key: 'string',
    agentId: 'any?',
    includeDerivedTitles: 'boolean?',
    includeLastMessage: 'boolean?',
    includeActivitySummary: 'any?',
  },
  ({ gateway, params }) => {
    const session = gateway.disk.sessions.find(fullKey(params.key));
    const extras = {
      derivedTitle: params.includeDerivedTitles === true,
      lastMessage: params.includeLastMessage === true,
    };
    return {
      session: session === undefined ? null : sessionRow(session, isActive(session, gateway), extras),
    };
  },
);

/** The newest rows of a session in full length, oldest first. */
export const sessionsGet = method(
  'sessions.get',
  READ,
  { key: 'string', limit: 'count?', agentId: 'any?' },
  ({ gateway, params }) => {
    const rows = gateway.disk.sessions.find(fullKey(params.key))?.rows ?? [];
    return { messages: rows.slice(-(params.limit ?? DEFAULT_LIMIT)) };
  },
);

function isActive(session: Session, { runs }: Gateway): boolean {
  return runs.activeIn(session).length > 0;
}
