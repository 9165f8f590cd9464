import * as z from 'zod';
import type { Route, Session } from '../../domain/conversation.ts';

export const conversation = () =>
  z.object({
    sessionKey: z.string(),
    instance: z.string().optional(),
    channel: z.string().optional().describe('Missing when the session has no channel to send to.'),
    to: z.string().optional().describe('Recipient as the channel names it.'),
    accountId: z.string().optional(),
    threadId: z.union([z.string(), z.number()]).optional(),
    label: z.string().optional(),
    displayName: z.string().optional(),
    derivedTitle: z.string().optional(),
    lastMessagePreview: z.string().optional(),
    updatedAt: z.number().nullable().describe('Milliseconds since 1970.'),
  });

/** A session in the words of `openclaw mcp serve`. */
export function conversationView(session: Session): z.input<ReturnType<typeof conversation>> {
  const { key, instance, route, label, displayName, derivedTitle, lastMessagePreview, updatedAt } = session;
  return {
    sessionKey: key,
    instance,
    ...(route === undefined ? {} : routeView(route)),
    ...(label === undefined ? {} : { label }),
    ...(displayName === undefined ? {} : { displayName }),
    ...(derivedTitle === undefined ? {} : { derivedTitle }),
    ...(lastMessagePreview === undefined ? {} : { lastMessagePreview }),
    updatedAt: updatedAt ?? null,
  };
}

export function routeView({ channel, to, accountId, threadId }: Route) {
  return {
    channel,
    to,
    ...(accountId === undefined ? {} : { accountId }),
    ...(threadId === undefined ? {} : { threadId }),
  };
}
