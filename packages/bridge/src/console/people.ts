import { newInvite, type Invited, type PeopleList } from '@clawbridge/wire';
import type { Deed } from '../domain/audit-record.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { WebUser } from '../domain/web-user.ts';
import { readBody } from './body.ts';
import { nothingHere, type Answer, type Resource } from './resource.ts';

/** What the console needs of those who chat in a browser. */
export interface PeopleDesk {
  /** Everybody who was ever invited. */
  readonly listWebUsers: () => Promise<readonly WebUser[]>;
  /** Somebody new, or another browser of somebody known. The code is in the link he gets, and nowhere else. */
  readonly inviteWebUser: (
    name: string,
  ) => Promise<{ readonly user: WebUser; readonly code: string; readonly expiresAt: number }>;
  readonly revokeWebUser: (nameOrId: string) => Promise<WebUser>;
}

export interface PeopleOptions {
  readonly people: PeopleDesk;
  readonly note: (deed: Deed) => void;
  readonly clock: Pick<Clock, 'now'>;
}

/** Who may chat: `GET`, `POST {name}` for a link, `DELETE /ID`, which is answered with who is left. */
export function peopleResource({ people, note, clock }: PeopleOptions): Resource {
  const list: Answer = async () => {
    const welcome = (await people.listWebUsers()).filter(({ revokedAt }) => revokedAt === undefined);
    const answer: PeopleList = { now: clock.now(), people: welcome.map(personRow) };
    return Response.json(answer);
  };
  return {
    GET: list,
    async POST({ principal, request }) {
      const body = await readBody(request, newInvite);
      if (body instanceof Response) return body;
      const { user, code, expiresAt } = await people.inviteWebUser(body.name);
      note({ principal: principal.id, action: 'invite:create', target: user.id, outcome: 'ok' });
      const invited: Invited = { name: user.name, link: `${pageOf(request)}/#invite=${code}`, expiresAt };
      return Response.json(invited, { headers: { 'cache-control': 'no-store' } });
    },
    async DELETE(call) {
      const [id] = call.rest;
      if (id === undefined) return nothingHere();
      await people.revokeWebUser(id);
      note({ principal: call.principal.id, action: 'invite:revoke', target: id, outcome: 'ok' });
      return await list(call);
    },
  };
}

/** As the browser knows us, whatever proxy is in between: the guard has checked it. */
function pageOf(request: Request): string {
  return request.headers.get('origin') ?? new URL(request.url).origin;
}

function personRow({ id, name, createdAt, lastSeenAt }: WebUser): PeopleList['people'][number] {
  return { id, name, createdAt, ...(lastSeenAt === undefined ? {} : { lastSeenAt }) };
}
