import type { LoggedEvent } from '../domain/event.ts';
import {
  isAnswer,
  isOwnersWord,
  PERMISSION_MS,
  readVerdict,
  type PendingPermission,
  type PermissionVerdict,
} from '../domain/permission-verdict.ts';

/** A person answers a few; a client that asks without end must not fill the memory. */
const MOST = 100;

/** What one client waits for, until it is told or an hour is over. */
export interface PendingPermissions {
  /** A request with the same letters replaces the earlier one. */
  add(pending: PendingPermission): void;
  /** What this message answers, with the id as the client gave it. */
  answeredBy(event: LoggedEvent, now: number): PermissionVerdict | undefined;
  /** The owner speaks in this message of a request that waits, be it in the conversation where that counts or not. */
  isSpokenOf(event: LoggedEvent, now: number): boolean;
  drop(requestId: string): void;
  size(): number;
}

export function createPendingPermissions(): PendingPermissions {
  /** By their letters, the oldest first. */
  const waiting = new Map<string, PendingPermission>();

  return {
    add(pending) {
      forgetBefore(pending.askedAt - PERMISSION_MS);
      const key = keyOf(pending.request.requestId);
      waiting.delete(key);
      waiting.set(key, pending);
      const [oldest] = waiting.keys();
      if (waiting.size > MOST && oldest !== undefined) waiting.delete(oldest);
    },
    answeredBy(event, now) {
      const { verdict, pending } = named(event, now);
      if (verdict === undefined || pending === undefined || !isAnswer(event, pending, now)) return undefined;
      return { ...verdict, requestId: pending.request.requestId };
    },
    isSpokenOf(event, now) {
      const { pending } = named(event, now);
      return pending !== undefined && isOwnersWord(event, pending, now);
    },
    drop(requestId) {
      waiting.delete(keyOf(requestId));
    },
    size: () => waiting.size,
  };

  function named(event: LoggedEvent, now: number) {
    forgetBefore(now - PERMISSION_MS);
    const verdict = event.type === 'message' ? readVerdict(event.message.text) : undefined;
    return { verdict, pending: verdict && waiting.get(verdict.requestId) };
  }

  function forgetBefore(time: number): void {
    for (const [key, { askedAt }] of waiting) if (askedAt <= time) waiting.delete(key);
  }
}

function keyOf(requestId: string): string {
  return requestId.toLowerCase();
}
