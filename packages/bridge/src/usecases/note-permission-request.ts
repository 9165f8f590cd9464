import type { PermissionRequest } from '../domain/event.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import type { Principal } from '../domain/principal.ts';

export interface NotePermissionRequest {
  readonly principal: Principal;
  readonly permission: PermissionRequest;
  /** The conversation the asking client works for, where it is known. */
  readonly sessionKey?: string | undefined;
}

/** Notes in the log that a client of this principal asks for a permission. */
export type NotePermission = (request: NotePermissionRequest) => Promise<void>;

export interface NotePermissionDeps {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Name of the default instance: a request belongs to no gateway. */
  readonly instance: string;
}

export function createNotePermission({ log, clock, newId, instance }: NotePermissionDeps): NotePermission {
  return async function notePermission({ principal, permission, sessionKey }) {
    await log.append([
      {
        type: 'claude_permission_request',
        instance,
        // Clients use their five letters again.
        id: `${permission.requestId}:${newId()}`,
        principal: principal.id,
        at: clock.now(),
        permission,
        ...(sessionKey === undefined ? {} : { sessionKey: sessionKey.toLowerCase() }),
      },
    ]);
  };
}
