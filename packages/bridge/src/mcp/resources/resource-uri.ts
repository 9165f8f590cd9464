import { isSameSession } from '../../domain/conversation.ts';
import type { LoggedEvent } from '../../domain/event.ts';

const SCHEME = 'openclaw://';

export const INSTANCES_URI = `${SCHEME}instances`;
export const CONVERSATION_TEMPLATE = `${SCHEME}conversations/{instance}/{key}`;
export const TASK_TEMPLATE = `${SCHEME}tasks/{id}`;

/** What the URI of a resource names. */
export type ResourceTarget =
  | { readonly kind: 'instances' }
  | { readonly kind: 'conversation'; readonly instance: string; readonly sessionKey: string }
  | { readonly kind: 'task'; readonly id: string };

export function conversationUri(instance: string, sessionKey: string): string {
  return `${SCHEME}conversations/${encodeURIComponent(instance)}/${encodeURIComponent(sessionKey)}`;
}

export function taskUri(id: string): string {
  return `${SCHEME}tasks/${encodeURIComponent(id)}`;
}

/** Undefined for a URI that is none of ours. A key need not be encoded where it has no slash. */
export function parseResourceUri(uri: string): ResourceTarget | undefined {
  if (!uri.startsWith(SCHEME)) return undefined;
  const [kind, ...rest] = uri.slice(SCHEME.length).split('/').map(decoded);
  const [first = '', second = ''] = rest;
  switch (`${kind}/${rest.length}`) {
    case 'instances/0':
      return { kind: 'instances' };
    case 'conversations/2':
      return first === '' || second === ''
        ? undefined
        : { kind: 'conversation', instance: first, sessionKey: second };
    case 'tasks/1':
      return first === '' ? undefined : { kind: 'task', id: first };
    default:
      return undefined;
  }
}

/** Does what the resource shows change with this event? */
export function isAbout(target: ResourceTarget, event: LoggedEvent): boolean {
  switch (target.kind) {
    case 'instances':
      return false;
    case 'task':
      return event.type === 'task_settled' && event.task.taskId === target.id;
    case 'conversation':
      return (
        // Neither is shown in it. After a gap nobody knows what was said, so it is to be read.
        event.type !== 'task_settled' &&
        event.type !== 'claude_permission_request' &&
        event.instance === target.instance &&
        event.sessionKey !== undefined &&
        isSameSession(event.sessionKey, target.sessionKey)
      );
  }
}

/** Empty, which names nothing, where the escapes are broken. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
