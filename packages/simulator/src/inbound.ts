import { randomUUID } from 'node:crypto';
import { announceMessage } from './announce.ts';
import type { Gateway } from './gateway.ts';
import type { Route } from './route.ts';
import type { Media, Row } from './row.ts';
import { fullKey } from './session-key.ts';

/** A conversation somebody has over a channel. */
export interface SeededConversation extends Route {
  readonly sessionKey: string;
  readonly displayName?: string;
  readonly label?: string;
}

/** What a person says over a channel. */
export interface InboundMessage {
  readonly sessionKey: string;
  readonly text: string;
  readonly senderIsOwner?: boolean;
  readonly media?: readonly Media[];
}

/** Makes a session with a route, or gives it a new one. Nobody is told. */
export function seedConversation(
  { disk }: Gateway,
  { sessionKey, displayName, label, ...route }: SeededConversation,
): void {
  const session = disk.sessions.open(fullKey(sessionKey));
  session.route = route;
  session.displayName = displayName ?? session.displayName;
  session.label = label ?? session.label;
  session.updatedAt = Date.now();
}

/** Writes down what a person says, and tells subscribers. The agent of the real gateway answers; here nobody does. */
export function receive(gateway: Gateway, message: InboundMessage): Row {
  const { sessionKey, text, senderIsOwner = false, media } = message;
  const session = gateway.disk.sessions.open(fullKey(sessionKey));
  const content = { role: 'user', content: text, idempotencyKey: `channel-user:v1:${randomUUID()}` } as const;
  const row = session.append(content, { senderIsOwner, ...(media === undefined ? {} : { media }) });
  const hasActiveRun = gateway.runs.activeIn(session).length > 0;
  announceMessage(gateway.audience, session, row, { hasActiveRun });
  return row;
}
