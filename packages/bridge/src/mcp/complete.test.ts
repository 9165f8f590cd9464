import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import { aGuest } from '../domain/principal.fixture.ts';
import { aTask } from '../domain/task.fixture.ts';
import type { ListConversationsRequest } from '../usecases/list-conversations.ts';
import type { Verbs } from '../usecases/verbs.ts';
import { connect, ERAS } from './connect.fixture.ts';
import { aDoor } from './door.fixture.ts';
import type { McpDoor } from './server.ts';

const CONVERSATIONS = 'openclaw://conversations/{instance}/{key}';
const counts = { pending: 0, running: 0, completed: 1, failed: 0, cancelled: 0 };
const KEYS = ['agent:main:telegram:1', 'agent:main:main', 'agent:work:telegram:2'];

let asked: ListConversationsRequest[];
let client: Client;
afterEach(() => client.close());

const verbs: Partial<Verbs> = {
  instances: [anInstance(), anInstance({ name: 'work', isDefault: false })],
  listTasks: async () => ({
    tasks: ['t1', 't2', 'x1'].map((id) => ({ ...aTask({ id }), hasAnswer: false })),
    counts,
  }),
  listConversations: async (request) => {
    asked.push(request);
    return { sessions: KEYS.map((key) => ({ instance: 'home', key, isActive: false })) };
  },
};

describe.each(ERAS)('completions in the %s era', (era) => {
  const begin = async (over: Partial<Verbs> = {}, door: Partial<McpDoor> = {}) => {
    asked = [];
    client = await connect(aDoor({ ...verbs, ...over }, door), era);
  };
  const complete = async (
    ref: { type: 'ref/resource'; uri: string } | { type: 'ref/prompt'; name: string },
    name: string,
    value: string,
    given: Record<string, string> = {},
  ) => {
    const answer = await client.complete({ ref, argument: { name, value }, context: { arguments: given } });
    return answer.completion.values;
  };
  const conversations = { type: 'ref/resource', uri: CONVERSATIONS } as const;

  it('name the instances', async () => {
    await begin();
    expect(await complete(conversations, 'instance', '')).toEqual(['home', 'work']);
    expect(await complete(conversations, 'instance', 'W')).toEqual(['work']);
  });

  it('name the conversations of the instance that was chosen, with or without their agent', async () => {
    await begin();
    expect(await complete(conversations, 'key', 'tele', { instance: 'work' })).toEqual([
      'agent:main:telegram:1',
      'agent:work:telegram:2',
    ]);
    expect(await complete(conversations, 'key', 'agent:main')).toEqual(KEYS.slice(0, 2));
    expect(asked).toEqual([
      expect.objectContaining({ instance: 'work', search: 'tele' }),
      expect.objectContaining({ instance: undefined, search: 'agent:main' }),
    ]);
  });

  it('name the tasks', async () => {
    await begin();
    expect(await complete({ type: 'ref/resource', uri: 'openclaw://tasks/{id}' }, 'id', 't')).toEqual([
      't1',
      't2',
    ]);
  });

  it('help with the arguments of prompts', async () => {
    await begin();
    expect(await complete({ type: 'ref/prompt', name: 'reply' }, 'conversation', 'main')).toEqual([KEYS[1]]);
    expect(await complete({ type: 'ref/prompt', name: 'reply' }, 'intent', 'x')).toEqual([]);
  });

  it.each([
    [{ type: 'ref/resource', uri: 'constructor' } as const, 'name'],
    [{ type: 'ref/prompt', name: 'nobody' } as const, 'constructor'],
    [conversations, 'constructor'],
  ])('are none for what is not known: %j %s', async (ref, name) => {
    await begin();
    expect(await complete(ref, name, '')).toEqual([]);
  });

  it.each<[string, Partial<McpDoor>]>([
    ['where conversations are not served', { tools: ['chat'] }],
    ['where nothing may be read', { principal: { ...aGuest(), scopes: ['approve'] } }],
  ])('name no conversation and no instance of one %s', async (_, door) => {
    await begin({}, door);
    expect(await complete(conversations, 'key', '')).toEqual([]);
    expect(await complete(conversations, 'instance', '')).toEqual([]);
    for (const [name, argument] of [
      ['catch_up', 'conversation'],
      ['reply', 'conversation'],
    ] as const)
      expect(await complete({ type: 'ref/prompt', name }, argument, '')).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('are none when the gateway is away', async () => {
    await begin({
      listConversations: async () => {
        throw new Failure('gateway_unreachable', 'away');
      },
    });
    expect(await complete(conversations, 'key', '')).toEqual([]);
  });

  it('are none when the gateway takes too long', async () => {
    await begin({ listConversations: () => new Promise(() => {}) });
    expect(await complete(conversations, 'key', '')).toEqual([]);
  });

  it('are as many as the protocol allows', async () => {
    await begin({
      listConversations: async ({ limit }) => ({
        sessions: Array.from({ length: limit }, (_, i) => ({
          instance: 'home',
          key: `s${i}`,
          isActive: false,
        })),
      }),
    });
    expect(await complete(conversations, 'key', 's')).toHaveLength(100);
  });
});
