import type { Clock } from '../domain/port/clock.ts';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { createAcceptInvite, type AcceptInvite } from './accept-invite.ts';
import type { Background } from './background.ts';
import { createBeginWebSession, type BeginWebSession } from './begin-web-session.ts';
import { createEndWebSession, type EndWebSession } from './end-web-session.ts';
import { createFindWebSession, type FindWebSession } from './find-web-session.ts';
import { createInviteWebUser, type InviteWebUser } from './invite-web-user.ts';
import { createListWebUsers, type ListWebUsers } from './list-web-users.ts';
import { createRevokeWebUser, type RevokeWebUser } from './revoke-web-user.ts';

/** Who may come in with a browser, and who is in. */
export interface PeopleVerbs {
  readonly inviteWebUser: InviteWebUser;
  readonly acceptInvite: AcceptInvite;
  readonly listWebUsers: ListWebUsers;
  readonly revokeWebUser: RevokeWebUser;
  readonly beginWebSession: BeginWebSession;
  readonly findWebSession: FindWebSession;
  readonly endWebSession: EndWebSession;
}

export interface PeopleDeps {
  readonly store: WebUserStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly background: Background;
  readonly newUserId: () => string;
  readonly newSecret: () => string;
  readonly hash: (secret: string) => string;
  /** Has everybody with an open door look again whether this user is welcome. */
  readonly lookAgain: (user: string) => void;
}

export function createPeople(deps: PeopleDeps): PeopleVerbs {
  return {
    inviteWebUser: createInviteWebUser(deps),
    acceptInvite: createAcceptInvite(deps),
    listWebUsers: createListWebUsers(deps),
    revokeWebUser: createRevokeWebUser(deps),
    beginWebSession: createBeginWebSession(deps),
    findWebSession: createFindWebSession(deps),
    endWebSession: createEndWebSession(deps),
  };
}
