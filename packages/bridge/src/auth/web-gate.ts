import type { Principal } from '../domain/principal.ts';
import { heldTo } from '../domain/principal.ts';
import { OWNER_USER, principalOf, type WebUser } from '../domain/web-user.ts';
import type { FindWebSession } from '../usecases/find-web-session.ts';
import type { Admission } from './gate.ts';
import type { GuardedHeaders } from './guard.ts';
import { isSecurePage } from './own-origin.ts';
import { readWebCookie } from './web-cookie.ts';

/** Somebody who may come in with a browser. */
export interface WebAdmission extends Admission {
  readonly user: Pick<WebUser, 'id' | 'name'>;
}

export interface WebHeaders extends GuardedHeaders {
  readonly cookie?: string | undefined;
  /** `Sec-Fetch-Site`: what a browser says of the page that asks. */
  readonly site?: string | undefined;
}

/** Says whose browser it is; undefined where nobody is signed in. */
export interface WebGate {
  /** Errors: `store_unavailable`. */
  admit(headers: WebHeaders): Promise<WebAdmission | undefined>;
  /** Who somebody is who shows nothing, or nothing that is good any more. */
  readonly anybody: WebAdmission | undefined;
  /** What the browser shows, good or not. */
  secretOf(headers: WebHeaders): string | undefined;
}

export interface WebGateOptions {
  readonly findWebSession: FindWebSession;
  /** The owner, as far as this process may act for him. */
  readonly owner: Principal;
  /** False on a port that only programs of this machine reach: who shows nothing is the owner there. */
  readonly asksForSession: boolean;
  readonly issuer: URL | undefined;
}

/** Lets in who is signed in. A cookie that is good no more lets in nobody: its holder was somebody else than the owner. */
export function createWebGate({ findWebSession, owner, asksForSession, issuer }: WebGateOptions): WebGate {
  const anybody = asksForSession ? undefined : { user: OWNER_USER, principal: owner };
  const secretOf = (headers: WebHeaders) => readWebCookie(headers.cookie, isSecurePage(headers, issuer));
  return {
    anybody,
    secretOf,
    async admit(headers) {
      const secret = secretOf(headers);
      if (secret === undefined) return anybody;
      const session = await findWebSession(secret);
      if (session === undefined) return undefined;
      const { user } = session;
      return {
        user,
        principal: heldTo(owner, principalOf(user)),
        isWelcome: async () => (await findWebSession(secret))?.user.id === user.id,
      };
    },
  };
}
