import type { Principal } from '../domain/principal.ts';

/** Somebody who may come in. */
export interface Admission {
  readonly principal: Principal;
  /** What he came with, for the audit log: the id of a client or of a token. */
  readonly client?: string;
  /** False once he may no longer be here. Without it he always may. Errors: `store_unavailable`, `issuer_unavailable`. */
  readonly isWelcome?: () => Promise<boolean>;
}

/** Says who sends a request, or answers it with why he may not come in. */
export type Gate = (request: Request) => Promise<Admission | Response>;

/** Of a door that only programs of this machine can reach: all of them act for this principal. */
export function openGate(principal: Principal): Gate {
  return async function admitEverybody() {
    return { principal };
  };
}
