import { holds } from '../../domain/principal.ts';
import type { Audience } from '../audience.ts';
import { parseResourceUri, type ResourceTarget } from './resource-uri.ts';

/** The kinds of resources a door shows, in the order of its lists. Conversations only where they can be spoken to. */
export function offeredKinds({ tools, principal }: Audience): readonly ResourceTarget['kind'][] {
  if (!holds(principal, 'read')) return [];
  return tools.includes('conversations') ? ['instances', 'conversation', 'task'] : ['instances', 'task'];
}

/** What a URI names at this door; undefined where it names nothing, or nothing that is offered here. */
export function offeredTarget(audience: Audience, uri: string): ResourceTarget | undefined {
  const target = parseResourceUri(uri);
  return target !== undefined && offeredKinds(audience).includes(target.kind) ? target : undefined;
}
