import { newInvite, type Invited, type PeopleList } from '@clawbridge/wire';
import type { Clock } from '../domain/port/clock.ts';
import type { Principal } from '../domain/principal.ts';
import type { WebUser } from '../domain/web-user.ts';
import { readBody } from './body.ts';
import { nothingHere, type Resource } from './resource.ts';

/** What the console needs of the people who chat in a browser. */
export interface PeopleDesk {
  /** Those who are welcome. */
  list(principal: Principal): Promise<readonly WebUser[]>;
  /** Somebody new, or another browser of somebody known. The code is in the link he gets, and nowhere else. */
  invite(request: {
    readonly principal: Principal;
    readonly name: string;
  }): Promise<{ readonly code: string; readonly expiresAt: number }>;
  revoke(request: { readonly principal: Principal; readonly id: string }): Promise<void>;
}

export interface PeopleOptions {
  readonly people: PeopleDesk;
  readonly clock: Pick<Clock, 'now'>;
}

/** Who may chat: `GET`, `POST {name}` for a link, `DELETE /ID`. */
export function peopleResource({ people, clock }: PeopleOptions): Resource {
  return {
    async GET({ principal }) {
      const list: PeopleList = { now: clock.now(), people: (await people.list(principal)).map(personRow) };
      return Response.json(list);
    },
    async POST({ principal, request }) {
      const body = await readBody(request, newInvite);
      if (body instanceof Response) return body;
      const { code, expiresAt } = await people.invite({ principal, name: body.name });
      const invited: Invited = { name: body.name, link: `${pageOf(request)}/#invite=${code}`, expiresAt };
      return Response.json(invited, { headers: { 'cache-control': 'no-store' } });
    },
    async DELETE({ principal, rest: [id] }) {
      if (id === undefined) return nothingHere();
      await people.revoke({ principal, id });
      return new Response(null, { status: 204 });
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
