import type { AllowLists } from './allow-list.ts';
import { Failure } from './failure.ts';

/** What a principal may do: look, talk, decide approvals, manage. */
export const SCOPES = ['read', 'chat', 'approve', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks: a person, not a connection. Tasks belong to a principal, whatever door they came through. */
export interface Principal {
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** What all of them allow. */
  readonly allow: AllowLists;
}

/** The person who runs this bridge. stdio, the terminal and the loopback HTTP door act as the owner. */
export const OWNER: Principal = { id: 'owner', scopes: SCOPES, allow: [] };

/** What other issuers call people may be as long. */
export const MAX_PRINCIPAL_CHARS = 255;

export function isPrincipalId(id: string): boolean {
  return /^\S+$/.test(id) && id.length <= MAX_PRINCIPAL_CHARS;
}

export function holds(principal: Principal, scope: Scope): boolean {
  return principal.scopes.includes(scope);
}

/** The principal, who may do and touch no more than the limits say. */
export function heldTo(limits: Pick<Principal, 'scopes' | 'allow'>, principal: Principal): Principal {
  return {
    id: principal.id,
    scopes: principal.scopes.filter((scope) => limits.scopes.includes(scope)),
    allow: [...limits.allow, ...principal.allow],
  };
}

/** The same person, who may do and touch the same: what one of them began, the other may go on with. */
export function isAlike(one: Principal, other: Principal): boolean {
  return one === other || JSON.stringify(shapeOf(one)) === JSON.stringify(shapeOf(other));
}

function shapeOf({ id, scopes, allow }: Principal): unknown {
  return [id, scopes.toSorted(), allow];
}

/** Errors: `not_allowed`. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (holds(principal, scope)) return;
  throw new Failure('not_allowed', `This needs the scope "${scope}", which you do not have.`, {
    hint: 'Ask whoever runs this clawbridge; `--mode` limits what it may do, and a token what its client may do.',
  });
}
