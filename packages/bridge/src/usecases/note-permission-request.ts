import type { Place } from '../domain/conversation.ts';
import type { PermissionRequest } from '../domain/event.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import type { Principal } from '../domain/principal.ts';

export interface NotePermissionRequest {
  readonly principal: Principal;
  readonly permission: PermissionRequest;
  /** The conversation the asking client works for, where it is known. */
  readonly place?: Place;
}

/** Notes in the log that a client of this principal asks for a permission. */
export type NotePermission = (request: NotePermissionRequest) => Promise<void>;

export interface NotePermissionDeps {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Name of the default instance: without a conversation, a request belongs to no gateway. */
  readonly instance: string;
}

export function createNotePermission({ log, clock, newId, instance }: NotePermissionDeps): NotePermission {
  return async function notePermission({ principal, permission, place }) {
    await log.append([
      {
        type: 'claude_permission_request',
        instance: place?.instance ?? instance,
        // Clients use their five letters again.
        id: `${permission.requestId}:${newId()}`,
        principal: principal.id,
        at: clock.now(),
        permission,
        ...(place === undefined ? {} : { sessionKey: place.sessionKey.toLowerCase() }),
      },
    ]);
  };
}
