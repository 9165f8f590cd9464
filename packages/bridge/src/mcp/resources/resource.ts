import type { Resource as ListedResource, ResourceTemplateType } from '@modelcontextprotocol/server';
import type { Principal } from '../../domain/principal.ts';
import type { Redact } from '../../domain/redact.ts';
import type { Verbs } from '../../usecases/verbs.ts';
import type { Audience } from '../audience.ts';
import type { EventDoor } from '../follow-events.ts';
import type { ResourceTarget } from './resource-uri.ts';

/** A door that tells clients of changes. */
export type SubscriptionDoor = EventDoor & Audience;

export interface ResourceDoor extends SubscriptionDoor {
  readonly redact: Redact;
}

/** One kind of MCP resource, as a client finds it. */
export interface ListedKind {
  readonly template?: ResourceTemplateType;
  /** The newest of them; a client that wants another one makes its URI. */
  list(verbs: Verbs, principal: Principal): Promise<readonly ListedResource[]>;
}

/** One kind of MCP resource. All of them are JSON. */
export interface ResourceKind<Kind extends ResourceTarget['kind']> extends ListedKind {
  /** What it shows now. Errors: those of the verbs. */
  read(
    verbs: Verbs,
    principal: Principal,
    target: Extract<ResourceTarget, { readonly kind: Kind }>,
  ): Promise<object>;
}

export const JSON_TYPE = 'application/json';
