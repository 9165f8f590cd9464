import { linkOf } from '../domain/link.ts';
import type { VerifyToken } from './bearer-gate.ts';

/** A channel plugin that may dial in. */
export interface LinkAdmission {
  /** What its link is called. */
  readonly link: string;
  /** The id of its token. */
  readonly client: string | undefined;
  readonly isWelcome: () => Promise<boolean>;
}

/** Says which link it is; undefined for who has no token of one. Errors: `store_unavailable`. */
export type LinkGate = (authorization: string | null | undefined) => Promise<LinkAdmission | undefined>;

const BEARER = /^bearer +([\w.~+/-]+=*) *$/i;

/** Lets in who shows a token that was made for a link, whether or not others are asked for tokens. */
export function createLinkGate(verify: VerifyToken): LinkGate {
  return async function admitLink(authorization) {
    const [, token] = BEARER.exec(authorization ?? '') ?? [];
    if (token === undefined) return undefined;
    const admission = await verify(token);
    const link = admission && linkOf(admission.principal.id);
    if (admission === undefined || link === undefined) return undefined;
    return {
      link,
      client: admission.client,
      isWelcome: async () => (await verify(token)) !== undefined,
    };
  };
}
