import type { McpServer } from '@modelcontextprotocol/server';
import { allowedInstances } from '../domain/allowed-instance.ts';
import type { Principal } from '../domain/principal.ts';
import { MAX_PAGE } from '../usecases/list-tasks.ts';
import type { Verbs } from '../usecases/verbs.ts';
import { inTime } from './in-time.ts';
import type { ArgumentKind, Prompt } from './prompts/prompt.ts';
import { offeredPrompts } from './prompts/prompts.ts';
import { offeredKinds } from './resources/offered.ts';
import { CONVERSATION_TEMPLATE, TASK_TEMPLATE, type ResourceTarget } from './resources/resource-uri.ts';
import type { SubscriptionDoor } from './resources/resource.ts';

/** Somebody is typing: what comes later is of no use. */
const COMPLETE_MS = 1_500;

/** What the protocol allows. */
const MOST = 100;

type ArgumentKinds = ReadonlyMap<string, ArgumentKind>;

interface Template {
  readonly uriTemplate: string;
  readonly shows: ResourceTarget['kind'];
  readonly arguments: ArgumentKinds;
}

const TEMPLATES: readonly Template[] = [
  {
    uriTemplate: CONVERSATION_TEMPLATE,
    shows: 'conversation',
    arguments: new Map([
      ['instance', 'instance'],
      ['key', 'conversation'],
    ]),
  },
  { uriTemplate: TASK_TEMPLATE, shows: 'task', arguments: new Map([['id', 'task']]) },
];

/**
 * Completes the arguments of the resource templates and prompts this door offers; quietly with nothing where that fails.
 */
export function offerCompletions({ server }: McpServer, door: SubscriptionDoor): void {
  const templates = TEMPLATES.filter(({ shows }) => offeredKinds(door).includes(shows));
  const offered = offeredPrompts(door);
  server.registerCapabilities({ completions: {} });
  server.setRequestHandler('completion/complete', async ({ params: { ref, argument, context } }) => {
    const kinds =
      ref.type === 'ref/resource'
        ? templates.find(({ uriTemplate }) => uriTemplate === ref.uri)?.arguments
        : argumentsOf(offered.find(({ name }) => name === ref.name));
    const kind = kinds?.get(argument.name);
    const found =
      kind === undefined
        ? []
        : await inTime(find(kind, argument.value, context?.arguments?.['instance'], door), COMPLETE_MS, []);
    return { completion: { values: found.slice(0, MOST), hasMore: found.length > MOST } };
  });
}

function argumentsOf(prompt: Prompt | undefined): ArgumentKinds {
  const known = prompt?.arguments ?? [];
  return new Map(known.flatMap(({ name, kind }) => (kind === undefined ? [] : [[name, kind]])));
}

async function find(
  kind: ArgumentKind,
  typed: string,
  instance: string | undefined,
  { verbs, principal }: SubscriptionDoor,
): Promise<readonly string[]> {
  const opened = await verbs();
  switch (kind) {
    case 'instance':
      return allowedInstances(opened.instances, principal)
        .map(({ name }) => name)
        .filter((name) => begins(name, typed));
    case 'conversation':
      return await sessionKeys(opened, principal, typed, instance);
    case 'task': {
      const { tasks } = await opened.listTasks({ principal, limit: MAX_PAGE });
      return tasks.map(({ id }) => id).filter((id) => begins(id, typed));
    }
  }
}

/** People begin with the channel; the agent in front of it they do not know. */
async function sessionKeys(
  { listConversations }: Verbs,
  principal: Principal,
  typed: string,
  instance: string | undefined,
): Promise<readonly string[]> {
  const { sessions } = await listConversations({
    principal,
    instance,
    limit: MOST + 1,
    search: typed === '' ? undefined : typed,
    withDerivedTitles: false,
    withLastMessages: false,
  });
  return sessions
    .map(({ key }) => key)
    .filter((key) => begins(key, typed) || begins(key.replace(/^agent:[^:]+:/, ''), typed));
}

function begins(value: string, typed: string): boolean {
  return value.toLowerCase().startsWith(typed.toLowerCase());
}
