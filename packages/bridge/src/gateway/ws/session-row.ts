import type { Route, Session } from '../../domain/conversation.ts';
import { defined, integer, number, object, text, type Json } from '../json.ts';

/** A row of `sessions.list` or `sessions.describe`; undefined when it names no session. */
export function sessionFrom(instance: string, row: Json): Session | undefined {
  const key = text(row['key']);
  if (key === undefined) return undefined;
  return {
    instance,
    key,
    isActive: activityFrom(row) ?? false,
    ...defined({
      sessionId: text(row['sessionId']),
      updatedAt: integer(row['updatedAt']),
      label: text(row['label']),
      displayName: text(row['displayName']),
      derivedTitle: text(row['derivedTitle']),
      lastMessagePreview: text(row['lastMessagePreview']),
      route: routeFrom(row),
    }),
  };
}

/** Is an agent at work in it? A row of `sessions.describe` says so by its status only; undefined when it says nothing. */
export function activityFrom(row: Json): boolean | undefined {
  const active = row['hasActiveRun'];
  if (typeof active === 'boolean') return active;
  const status = text(row['status']);
  return status === undefined ? undefined : status === 'running';
}

/**
 * Where a session's messages go, if it has a route: it takes a channel and a recipient. Each is told in up to four places,
 * by age of what wrote the row. Source: openclaw 2026.9.6.
 */
export function routeFrom(row: Json): Route | undefined {
  const delivery = object(row['deliveryContext']);
  const origin = object(row['origin']);
  const channel =
    text(delivery['channel']) ?? text(row['lastChannel']) ?? text(row['channel']) ?? text(origin['provider']);
  const to = text(delivery['to']) ?? text(row['lastTo']);
  if (channel === undefined || to === undefined) return undefined;
  return {
    channel: channel.toLowerCase(),
    to,
    ...defined({
      accountId: text(delivery['accountId']) ?? text(row['lastAccountId']) ?? text(origin['accountId']),
      threadId:
        threadOf(delivery['threadId']) ?? threadOf(row['lastThreadId']) ?? threadOf(origin['threadId']),
    }),
  };
}

function threadOf(value: unknown): string | number | undefined {
  return text(value) ?? number(value);
}
