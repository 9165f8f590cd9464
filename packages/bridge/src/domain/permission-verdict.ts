import type { Place } from './conversation.ts';
import type { LoggedEvent, PermissionRequest } from './event.ts';

/** Five letters without `l`, which looks like other ones. Source: the Claude channel of OpenClaw. */
const VERDICT = /^(yes|no)\s+([a-km-z]{5})$/i;

/** How long an unanswered request may be answered. */
export const PERMISSION_MS = 60 * 60 * 1000;

/** A client waits to hear whether it may do something. */
export interface PendingPermission {
  readonly request: PermissionRequest;
  /** Where it has to be answered; without it, wherever the owner can be spoken to. */
  readonly place?: Place;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
}

export interface PermissionVerdict {
  readonly requestId: string;
  readonly behavior: 'allow' | 'deny';
}

/** What a text says to a permission request, if it says just that. */
export function readVerdict(text: string): PermissionVerdict | undefined {
  const [, word = '', letters] = VERDICT.exec(text.trim()) ?? [];
  if (letters === undefined) return undefined;
  return { requestId: letters.toLowerCase(), behavior: word.toLowerCase() === 'yes' ? 'allow' : 'deny' };
}

/**
 * Does this message answer that request now? Only the owner's own word counts, and only in the conversation the client
 * worked for when it asked: a yes that was meant for another one must not open anything here.
 */
export function isAnswer(event: LoggedEvent, pending: PendingPermission, now: number): boolean {
  const { place } = pending;
  return (
    isOwnersWord(event, pending, now) &&
    (place === undefined || (place.instance === event.instance && place.sessionKey === event.sessionKey))
  );
}

/** Does the owner speak here of that request, wherever he says it? */
export function isOwnersWord(
  event: LoggedEvent,
  { request, askedAt }: PendingPermission,
  now: number,
): boolean {
  if (event.type !== 'message' || event.sessionKey === undefined) return false;
  const { role, fromOwner, route, text } = event.message;
  return (
    role === 'user' &&
    fromOwner &&
    route !== undefined &&
    readVerdict(text)?.requestId === request.requestId.toLowerCase() &&
    now - askedAt < PERMISSION_MS
  );
}
