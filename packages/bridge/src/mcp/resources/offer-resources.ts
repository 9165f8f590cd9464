import {
  ResourceNotFoundError,
  type McpServer,
  type ProtocolEra,
  type Resource as ListedResource,
} from '@modelcontextprotocol/server';
import { Failure, type FailureCode } from '../../domain/failure.ts';
import { requireScope } from '../../domain/principal.ts';
import type { Verbs } from '../../usecases/verbs.ts';
import { inTime } from '../in-time.ts';
import { protocolFailure } from '../protocol-failure.ts';
import { whenClosed } from '../when-closed.ts';
import { conversationResource } from './conversation.ts';
import { instancesResource } from './instance-list.ts';
import { offeredKinds, offeredTarget } from './offered.ts';
import type { ResourceTarget } from './resource-uri.ts';
import { JSON_TYPE, type ListedKind, type ResourceDoor } from './resource.ts';
import { createSubscriptions } from './subscriptions.ts';
import { taskResource } from './task.ts';

/** A list is shown to a person; a gateway that is away must not hold it up. */
const LIST_MS = 3_000;

const KINDS: Readonly<Record<ResourceTarget['kind'], ListedKind>> = {
  instances: instancesResource,
  conversation: conversationResource,
  task: taskResource,
};

const UNKNOWN: readonly FailureCode[] = ['unknown_task', 'unknown_conversation', 'unknown_instance'];

/**
 * Serves the resources of a bridge, and says when they change. In the stateless era clients ask for that by
 * `subscriptions/listen`, which the transport serves.
 */
export function offerResources(mcp: McpServer, door: ResourceDoor, era: ProtocolEra): void {
  const { server } = mcp;
  const kinds = offeredKinds(door).map((kind) => KINDS[kind]);
  server.registerCapabilities({ resources: { subscribe: true, listChanged: false } });
  server.setRequestHandler('resources/list', () => listAll(door, kinds));
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: kinds.flatMap(({ template }) => (template === undefined ? [] : [template])),
  }));
  server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
    const text = JSON.stringify(await readOne(door, uri));
    return { contents: [{ uri, mimeType: JSON_TYPE, text }] };
  });
  if (era === 'legacy') offerSubscriptions(mcp, door);
}

async function listAll({ verbs, principal }: ResourceDoor, kinds: readonly ListedKind[]) {
  const nothing: readonly ListedResource[] = [];
  const lists = kinds.map(async ({ list }) => await list(await verbs(), principal));
  const resources = await Promise.all(lists.map((list) => inTime(list, LIST_MS, nothing)));
  return { resources: resources.flat() };
}

async function readOne(door: ResourceDoor, uri: string): Promise<object> {
  try {
    requireScope(door.principal, 'read');
    const target = offeredTarget(door, uri);
    if (target === undefined) throw new ResourceNotFoundError(uri);
    return await readTarget(await door.verbs(), door, target);
  } catch (thrown) {
    // What somebody may not see does not exist for him, and the other way round.
    if (thrown instanceof Failure && UNKNOWN.includes(thrown.code)) throw new ResourceNotFoundError(uri);
    throw protocolFailure(thrown, door.redact);
  }
}

function readTarget(verbs: Verbs, { principal }: ResourceDoor, target: ResourceTarget): Promise<object> {
  switch (target.kind) {
    case 'instances':
      return instancesResource.read(verbs, principal, target);
    case 'conversation':
      return conversationResource.read(verbs, principal, target);
    case 'task':
      return taskResource.read(verbs, principal, target);
  }
}

function offerSubscriptions(mcp: McpServer, door: ResourceDoor): void {
  const { server } = mcp;
  const subscriptions = createSubscriptions(door, (uri) => server.sendResourceUpdated({ uri }));
  whenClosed(mcp, subscriptions.close);
  server.setRequestHandler('resources/subscribe', async ({ params: { uri } }) => {
    try {
      requireScope(door.principal, 'read');
      await subscriptions.add(uri);
      return {};
    } catch (thrown) {
      subscriptions.remove(uri);
      throw protocolFailure(thrown, door.redact);
    }
  });
  server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
    subscriptions.remove(uri);
    return {};
  });
}
