import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { anApproval } from '../../domain/approval.fixture.ts';
import type { Session } from '../../domain/conversation.ts';
import { Failure } from '../../domain/failure.ts';
import { anInstance } from '../../domain/instance.fixture.ts';
import type { Message } from '../../domain/message.ts';
import { aGuest } from '../../domain/principal.fixture.ts';
import { aTask } from '../../domain/task.fixture.ts';
import { unknownTask } from '../../domain/task.ts';
import { unknownConversation } from '../../usecases/get-conversation.ts';
import type { Verbs } from '../../usecases/verbs.ts';
import { connect, ERAS } from '../connect.fixture.ts';
import { aDoor } from '../door.fixture.ts';
import type { McpDoor } from '../server.ts';

const session: Session = {
  instance: 'home',
  key: 'agent:main:telegram:group:-1001',
  updatedAt: 0,
  isActive: false,
  displayName: 'Family',
  route: { channel: 'telegram', to: '-1001' },
};
const message: Message = {
  instance: 'home',
  sessionKey: session.key,
  id: 'm1',
  seq: 1,
  role: 'user',
  text: 'hello',
  at: 0,
  fromOwner: true,
  raw: { secret: 'not for the resource' },
};
const { sessionKey: _, ...nowhere } = anApproval({ id: 'nowhere' });
const task = aTask({
  id: 't1',
  status: 'completed',
  settledAt: 0,
  answer: { text: 'x'.repeat(100_001) },
});
const failed = aTask({
  id: 't2',
  status: 'failed',
  failure: { code: 'run_timeout', message: 'Too slow.', hint: 'Wait.', retryable: true },
});
const counts = { pending: 0, running: 0, completed: 1, failed: 0, cancelled: 0 };
const KEY = encodeURIComponent(session.key);
const URI = `openclaw://conversations/home/${KEY}`;

const verbs: Partial<Verbs> = {
  instances: [anInstance({ credentials: { token: 'hunter2' } })],
  listConversations: async () => ({ sessions: [session] }),
  getConversation: async ({ sessionKey, instance }) => {
    if (sessionKey === session.key && instance === 'home') return session;
    throw unknownConversation(sessionKey);
  },
  readMessages: {
    readMessages: async ({ limit }) => (limit === 50 ? [message] : []),
    readMessage: async () => message,
  },
  listApprovals: async () => ({
    approvals: [
      anApproval({ sessionKey: session.key.toUpperCase() }),
      anApproval({ id: 'elsewhere', sessionKey: 'agent:main:other' }),
      nowhere,
    ],
    unreachable: [],
  }),
  listTasks: async () => ({ tasks: [{ ...task, hasAnswer: true }], counts }),
  getTask: async ({ id }) => {
    const found = [task, failed].find((one) => one.id === id);
    if (found) return found;
    throw unknownTask(id);
  },
};

let client: Client;
afterEach(() => client.close());

async function read(uri: string): Promise<unknown> {
  const { contents } = await client.readResource({ uri });
  const [content] = contents;
  expect(content).toMatchObject({ uri, mimeType: 'application/json' });
  return JSON.parse(content !== undefined && 'text' in content ? content.text : '');
}

describe.each(ERAS)('the resources in the %s era', (era) => {
  const begin = async (over: Partial<Verbs> = {}, door: Partial<McpDoor> = {}) => {
    client = await connect(aDoor({ ...verbs, ...over }, door), era);
  };

  it('are the instances, the newest conversations and tasks', async () => {
    await begin();
    expect(client.getServerCapabilities()?.resources).toEqual({ subscribe: true, listChanged: false });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri, title }) => [uri, title])).toEqual([
      ['openclaw://instances', 'OpenClaw instances'],
      [URI, 'Family'],
      ['openclaw://tasks/t1', expect.stringContaining('completed')],
    ]);
  });

  it('are listed as far as they can be when the gateway is away', async () => {
    await begin({
      listConversations: async () => {
        throw new Failure('gateway_unreachable', 'away');
      },
    });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(['openclaw://instances', 'openclaw://tasks/t1']);
  });

  it('have templates', async () => {
    await begin();
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'openclaw://conversations/{instance}/{key}',
      'openclaw://tasks/{id}',
    ]);
  });

  it('tell the instances without their secrets', async () => {
    await begin();
    expect(await read('openclaw://instances')).toEqual({
      instances: [{ name: 'home', url: 'http://127.0.0.1:18789', isDefault: true }],
    });
  });

  it('tell a conversation with its newest messages, slim, and with its open approvals', async () => {
    await begin();
    expect(await read(URI)).toEqual({
      conversation: {
        instance: 'home',
        sessionKey: session.key,
        channel: 'telegram',
        to: '-1001',
        displayName: 'Family',
        updatedAt: 0,
        isActive: false,
      },
      messages: [
        { id: 'm1', seq: 1, role: 'user', text: 'hello', at: '1970-01-01T00:00:00.000Z', fromOwner: true },
      ],
      approvals: [expect.objectContaining({ id: 'approval-1', allowedDecisions: ['allow-once', 'deny'] })],
    });
  });

  it('tell fewer messages where they are long, and say so', async () => {
    const long = Array.from({ length: 50 }, (_, number) => ({
      ...message,
      id: `m${number}`,
      text: 'x'.repeat(8_000),
    }));
    await begin({
      readMessages: { readMessages: async () => long, readMessage: async () => message },
    });
    const shown = await read(URI);
    expect(shown).toMatchObject({ truncated: true });
    expect(JSON.stringify(shown).length).toBeLessThan(101_000);
    expect(JSON.stringify(shown)).toContain('"m49"');
  });

  it('tell a task with as much of its answer as a client takes', async () => {
    await begin();
    expect(await read('openclaw://tasks/t1')).toMatchObject({
      task_id: 't1',
      status: 'completed',
      result: 'x'.repeat(100_000),
      result_chars: 100_001,
      next_offset: 100_000,
    });
  });

  it('tell why a task has failed', async () => {
    await begin();
    expect(await read('openclaw://tasks/t2')).toMatchObject({
      status: 'failed',
      error: 'Too slow.',
      hint: 'Wait.',
      retryable: true,
    });
  });

  it.each([
    'openclaw://tasks/nobody',
    'openclaw://conversations/home/agent%3Amain%3Aother',
    'openclaw://conversations/work/agent%3Amain%3Amain',
    'openclaw://nothing',
  ])('are not found under %s', async (uri) => {
    await begin();
    await expect(client.readResource({ uri })).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringContaining(uri),
    });
  });

  it('say what is wrong when they cannot be read, and no secret', async () => {
    await begin(
      {
        getConversation: async () => {
          throw new Failure('gateway_unreachable', 'hunter2 is away.', { hint: 'Start it.' });
        },
      },
      { redact: (text) => text.replaceAll('hunter2', '***') },
    );
    await expect(client.readResource({ uri: URI })).rejects.toMatchObject({
      code: -32_603,
      message: expect.stringContaining('*** is away. Start it.'),
    });
  });

  it('are none where nothing may be read', async () => {
    await begin({}, { principal: { ...aGuest(), scopes: ['approve'] } });
    expect((await client.listResources()).resources).toEqual([]);
    expect((await client.listResourceTemplates()).resourceTemplates).toEqual([]);
    for (const uri of ['openclaw://instances', URI, 'openclaw://tasks/t1'])
      await expect(client.readResource({ uri })).rejects.toThrow('"read"');
  });

  it('are no conversations where those are not served', async () => {
    await begin({}, { tools: ['chat'] });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).not.toContain(URI);
    await expect(client.readResource({ uri: URI })).rejects.toThrow(URI);
  });
});
