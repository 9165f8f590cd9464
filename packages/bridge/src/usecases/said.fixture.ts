import type { NewEvent } from '../domain/event.ts';

let ids = 0;

/** Words somebody said, as the log takes them. */
export function said(text: string, over: Partial<NewEvent> = {}): NewEvent {
  const messageId = `said-${++ids}`;
  return {
    type: 'message',
    instance: 'home',
    id: messageId,
    sessionKey: 'agent:main:home',
    at: 1_000,
    message: { messageId, role: 'user', text, fromOwner: false },
    raw: { text },
    ...over,
  } as NewEvent;
}
