import type { EventHead, NewEvent } from './event.ts';

let made = 0;

/** A message somebody said, under an id of its own, with what the test wants otherwise. */
export function aMessageEvent(over: Partial<EventHead> & Pick<NewEvent, 'raw'> = {}): NewEvent {
  const id = over.id ?? `message_${++made}`;
  return {
    instance: 'home',
    id,
    sessionKey: 'agent:main:main',
    at: 1_000,
    type: 'message',
    message: { messageId: id, role: 'user', text: 'hello', fromOwner: true },
    ...over,
  };
}

/** An approval that was requested. */
export function aRequestEvent(kind: 'exec' | 'plugin', id: string, over: Partial<EventHead> = {}): NewEvent {
  return {
    instance: 'home',
    id,
    at: 1_000,
    type: `${kind}_approval_requested`,
    approval: { kind, id, what: 'ls', allowedDecisions: ['deny'], createdAt: 1_000, expiresAt: 9_000 },
    raw: { id, command: 'ls' },
    ...over,
  };
}

/** The end of an approval. */
export function aResolutionEvent(
  kind: 'exec' | 'plugin',
  id: string,
  over: Partial<EventHead> = {},
): NewEvent {
  return {
    instance: 'home',
    id,
    at: 2_000,
    type: `${kind}_approval_resolved`,
    resolution: { kind, id, decision: 'deny', at: 2_000 },
    ...over,
  };
}
