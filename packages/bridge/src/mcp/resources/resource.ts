import type { Resource as ListedResource, ResourceTemplateType } from '@modelcontextprotocol/server';
import type { Principal } from '../../domain/principal.ts';
import type { Redact } from '../../domain/redact.ts';
import type { Verbs } from '../../usecases/verbs.ts';
import type { EventDoor } from '../follow-events.ts';
import type { ToolSetName } from '../tools/tool-set-names.ts';
import type { ResourceTarget } from './resource-uri.ts';

export interface ResourceDoor extends EventDoor {
  readonly redact: Redact;
  /** The tool sets that are served: conversations are shown where they can be spoken to. */
  readonly tools: readonly ToolSetName[];
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
