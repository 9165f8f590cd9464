import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Client } from '@modelcontextprotocol/client';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { EVERYTHING } from '../domain/allow-list.ts';
import type { Route } from '../domain/conversation.ts';
import { aMessageEvent } from '../domain/event.fixture.ts';
import type { EventHead, NewEvent, SaidMessage } from '../domain/event.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { createScriptedFeed, type ScriptedFeed } from '../usecases/event-feed.fixture.ts';
import type { NotePermissionRequest } from '../usecases/note-permission-request.ts';
import { connect, ERAS } from './connect.fixture.ts';
import { aDoor } from './door.fixture.ts';
import { createMcpServer, type McpDoor } from './server.ts';

const CHANNEL = 'notifications/claude/channel';
const PERMISSION = 'notifications/claude/channel/permission';
const REQUEST = 'notifications/claude/channel/permission_request';

const route: Route = { channel: 'imessage', to: '+15551234567', accountId: 'default', threadId: 42 };

let feed: ScriptedFeed;
let listens: number;
let noted: NotePermissionRequest[];
/** What the client was pushed, in order. */
let pushed: unknown[];
let client: Client | undefined;

beforeEach(() => {
  feed = createScriptedFeed();
  listens = 0;
  noted = [];
  pushed = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await client?.close();
});

function said(message: Partial<SaidMessage> = {}, head: Partial<EventHead> = {}): NewEvent {
  const event = aMessageEvent({ at: Date.now(), ...head });
  return {
    ...event,
    type: 'message',
    message: { messageId: event.id, role: 'user', text: 'hello', fromOwner: true, route, ...message },
  };
}

describe.each(ERAS)('the Claude channel in the %s era', (era) => {
  const begin = async (over: Partial<McpDoor> = {}, name?: string) => {
    const verbs = {
      feed,
      listen: () => void listens++,
      instances: [anInstance(), anInstance({ name: 'work', isDefault: false })],
      notePermission: async (request: NotePermissionRequest) => void noted.push(request),
      listTasks: async () => ({
        tasks: [],
        counts: { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 },
      }),
      listConversations: async () => ({ sessions: [] }),
    };
    client = await connect(aDoor(verbs, { claudeChannel: 'on', ...over }), era, {
      ...(name === undefined ? {} : { name }),
      prepare(made) {
        const params = z.looseObject({});
        made.setNotificationHandler(CHANNEL, { params }, (given) => void pushed.push(given));
        made.setNotificationHandler(PERMISSION, { params }, (given) => void pushed.push(given));
      },
    });
    // What follows an answer comes after the handshake.
    await client.listResources();
    return client;
  };
  const hear = async (...events: readonly NewEvent[]) => {
    for (const event of events) feed.emit(event);
    await client?.listResources();
  };
  const ask = async (requestId: string) => {
    await client?.notification({
      method: REQUEST,
      params: {
        request_id: requestId,
        tool_name: 'Bash',
        description: 'tests',
        input_preview: '{"cmd":"ls"}',
      },
    });
    await client?.listResources();
  };

  it('is declared, and pushes what people write', async () => {
    await begin();
    expect(client?.getServerCapabilities()?.experimental).toEqual({
      'claude/channel': {},
      'claude/channel/permission': {},
    });
    expect(listens).toBe(1);
    await hear(said({ messageId: 'm1' }));
    expect(pushed).toEqual([
      {
        content: 'hello',
        meta: {
          session_key: 'agent:main:main',
          channel: 'imessage',
          to: '+15551234567',
          account_id: 'default',
          thread_id: '42',
          message_id: 'm1',
        },
      },
    ]);
  });

  it('says "" for what there is not, and that a message has no text', async () => {
    await begin();
    await hear(said({ text: '', route: { channel: 'telegram', to: '1' } }));
    expect(pushed).toEqual([
      { content: '[non-text message]', meta: expect.objectContaining({ account_id: '', thread_id: '' }) },
    ]);
  });

  it('names the instance only where it is not the default one', async () => {
    await begin();
    await hear(said({}, { instance: 'work' }));
    expect(pushed).toEqual([{ content: 'hello', meta: expect.objectContaining({ instance: 'work' }) }]);
  });

  it('pushes nothing else', async () => {
    await begin();
    const { route: _, ...withoutRoute } = {
      messageId: 'm',
      role: 'user',
      text: 'x',
      fromOwner: true,
      route,
    } as const;
    await hear(
      said({ role: 'assistant' }),
      { ...said(), type: 'message', message: withoutRoute },
      {
        instance: 'home',
        id: 'g',
        sessionKey: 'agent:main:main',
        at: 1,
        type: 'gap',
        gap: { reason: 'lost' },
      },
    );
    expect(pushed).toEqual([]);
  });

  it('pushes nothing that was said long ago', async () => {
    await begin();
    const minutes = (count: number) => Date.now() - count * 60_000;
    await hear(
      said({ text: 'missed' }, { at: minutes(11) }),
      said({ text: 'late' }, { at: minutes(9) }),
      said({ text: 'of a fast clock' }, { at: minutes(-9) }),
    );
    expect(pushed).toMatchObject([{ content: 'late' }, { content: 'of a fast clock' }]);
  });

  it('hears an answer that comes late', async () => {
    await begin();
    await ask('abcde');
    const answer = said({ text: 'yes abcde' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 });
    await hear(answer);
    expect(pushed).toEqual([{ request_id: 'abcde', behavior: 'allow' }]);
  });

  it('does not take where the owner spoke long ago for where he speaks now', async () => {
    await begin();
    await hear(said({}), said({}, { at: Date.now() - 3_600_000, sessionKey: 'agent:main:old' }));
    await ask('abcde');
    await hear(said({ text: 'yes abcde' }));
    expect(pushed.slice(1)).toEqual([{ request_id: 'abcde', behavior: 'allow' }]);
  });

  it('pushes only what its principal may see', async () => {
    await begin({ principal: { ...OWNER, allow: [{ ...EVERYTHING, channels: ['telegram'] }] } });
    await hear(said(), said({ text: 'seen', route: { channel: 'telegram', to: '1' } }));
    expect(pushed).toEqual([expect.objectContaining({ content: 'seen' })]);
  });

  it.each<[Partial<McpDoor>, string]>([
    [{ claudeChannel: 'off' }, 'it is switched off'],
    [{ tools: ['chat'] }, 'conversations are not served'],
    [{ principal: { ...OWNER, scopes: ['chat'] } }, 'nothing may be read'],
  ])('is not there (%j): %s', async (over) => {
    await begin(over, 'claude-code');
    expect(client?.getServerCapabilities()?.experimental).toBeUndefined();
    expect([feed.followers(), listens]).toEqual([0, 0]);
  });

  it('costs other clients than Claude Code nothing when it is automatic', async () => {
    await begin({ claudeChannel: 'auto' }, 'inspector');
    expect(client?.getServerCapabilities()?.experimental).toBeDefined();
    expect([feed.followers(), listens]).toEqual([0, 0]);
  });

  it('is there for Claude Code when it is automatic', async () => {
    await begin({ claudeChannel: 'auto' }, 'claude-code');
    await hear(said());
    expect(pushed).toHaveLength(1);
  });

  it('ends with the connection', async () => {
    await begin();
    expect(feed.followers()).toBe(1);
    await client?.close();
    await vi.waitUntil(() => feed.followers() === 0, { timeout: 10_000 });
  });

  it('does not mind a client that goes while it is told', async () => {
    await begin();
    feed.emit(said());
    await client?.close();
    feed.emit(said());
    await vi.waitUntil(() => feed.followers() === 0, { timeout: 10_000 });
  });

  describe('a permission request', () => {
    it('is noted with the conversation it belongs to', async () => {
      await begin();
      await ask('abcde');
      await hear(said({}, { instance: 'work' }));
      await ask('fghij');
      const permission = { toolName: 'Bash', description: 'tests', inputPreview: '{"cmd":"ls"}' };
      expect(noted).toEqual([
        { principal: OWNER, permission: { requestId: 'abcde', ...permission } },
        {
          principal: OWNER,
          permission: { requestId: 'fghij', ...permission },
          place: { instance: 'work', sessionKey: 'agent:main:main' },
        },
      ]);
    });

    it('is answered by the owner in that conversation, once, and the answer is not pushed', async () => {
      await begin();
      await hear(said({ text: 'go' }));
      await ask('abcde');
      await hear(said({ text: 'Yes ABCDE' }));
      expect(pushed.slice(1)).toEqual([{ request_id: 'abcde', behavior: 'allow' }]);
      await hear(said({ text: 'no abcde' }));
      expect(pushed.slice(2)).toEqual([expect.objectContaining({ content: 'no abcde' })]);
    });

    it('is denied by a no', async () => {
      await begin();
      await ask('abcde');
      await hear(said({ text: 'no abcde' }));
      expect(pushed).toEqual([{ request_id: 'abcde', behavior: 'deny' }]);
    });

    it.each([
      ['by somebody else', said({ text: 'yes abcde', fromOwner: false })],
      ['with other letters', said({ text: 'yes fghij' })],
    ])('is not answered %s: that is a message like any other', async (_, event) => {
      await begin();
      await hear(said({ text: 'go' }));
      await ask('abcde');
      await hear(event);
      expect(pushed.slice(1)).toEqual([{ content: expect.any(String), meta: expect.anything() }]);
      await hear(said({ text: 'yes abcde' }));
      expect(pushed.slice(2)).toEqual([{ request_id: 'abcde', behavior: 'allow' }]);
    });

    it('is not answered by the owner in another conversation, and nobody hears of that', async () => {
      await begin();
      await hear(said({ text: 'go' }));
      await ask('abcde');
      await hear(said({ text: 'yes abcde' }, { sessionKey: 'agent:main:other' }));
      expect(pushed.slice(1)).toEqual([]);
      await hear(said({ text: 'yes abcde' }));
      expect(pushed.slice(1)).toEqual([{ request_id: 'abcde', behavior: 'allow' }]);
    });

    it('is answered where the owner spoke last, whoever wrote elsewhere since', async () => {
      await begin();
      await hear(said({ text: 'go' }));
      await hear(said({ text: 'hi', fromOwner: false }, { sessionKey: 'agent:main:stranger' }));
      await ask('abcde');
      await hear(said({ text: 'yes abcde' }));
      expect(pushed.slice(2)).toEqual([{ request_id: 'abcde', behavior: 'allow' }]);
    });

    it('is answered wherever the owner speaks when only others have spoken', async () => {
      await begin();
      await hear(said({ text: 'hi', fromOwner: false }, { sessionKey: 'agent:main:stranger' }));
      await ask('abcde');
      await hear(said({ text: 'yes abcde' }));
      expect(pushed.slice(1)).toEqual([{ request_id: 'abcde', behavior: 'allow' }]);
    });

    it('starts the channel, whatever its client is called', async () => {
      await begin({ claudeChannel: 'auto' }, 'somebody');
      await ask('abcde');
      await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
      await hear(said({ text: 'yes abcde' }));
      expect(pushed).toEqual([{ request_id: 'abcde', behavior: 'allow' }]);
    });

    it('without an id is none', async () => {
      await begin();
      await client?.notification({ method: REQUEST, params: { tool_name: 'Bash' } });
      await client?.listResources();
      expect(noted).toEqual([]);
    });
  });
});

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'claude-code', version: '1' },
  },
} as const;
const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' } as const;

describe('a client that takes nothing for a while', () => {
  let sent: JSONRPCMessage[];
  let asked: number;
  /** What becomes of what is sent from now on. */
  let deliver: () => Promise<void>;

  /** A server on a wire in the test's hands, past the handshake. */
  const begin = async () => {
    sent = [];
    asked = 0;
    deliver = async () => {};
    const wire: Transport = {
      async start() {},
      async close() {
        wire.onclose?.();
      },
      async send(message) {
        await deliver();
        sent.push(message);
      },
    };
    const verbs = { feed, listen() {}, instances: [anInstance()], notePermission: async () => void asked++ };
    const server = createMcpServer(aDoor(verbs, { claudeChannel: 'on' }), 'legacy');
    await server.connect(wire);
    wire.onmessage?.(INITIALIZE);
    wire.onmessage?.(INITIALIZED);
    await vi.waitUntil(() => feed.followers() === 1 && sent.length === 1, { timeout: 10_000 });
    sent = [];
    return { wire, server };
  };

  it('gets the answer to its request with the next one that reaches it', async () => {
    const { wire, server } = await begin();
    wire.onmessage?.({ jsonrpc: '2.0', method: REQUEST, params: { request_id: 'abcde', tool_name: 'Bash' } });
    await vi.waitUntil(() => asked === 1, { timeout: 10_000 });
    deliver = () => Promise.reject(new Error('cut'));
    feed.emit(said({ text: 'yes abcde' }));
    deliver = async () => {};
    feed.emit(said({ text: 'yes abcde' }));
    await vi.waitUntil(() => sent.length === 1, { timeout: 10_000 });
    expect(sent).toEqual([
      expect.objectContaining({ method: PERMISSION, params: { request_id: 'abcde', behavior: 'allow' } }),
    ]);
    await server.close();
  });

  it('makes us keep a thousand messages for it on stdio, and no more', async () => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    // The transport waits for each message by a listener of its own.
    stdout.setMaxListeners(0);
    const server = createMcpServer(
      aDoor({ feed, listen() {}, instances: [anInstance()] }, { claudeChannel: 'on' }),
      'legacy',
    );
    await server.connect(new StdioServerTransport(stdin, stdout));
    for (const message of [INITIALIZE, INITIALIZED]) stdin.write(`${JSON.stringify(message)}\n`);
    await vi.waitUntil(() => feed.followers() === 1, { timeout: 10_000 });
    for (let i = 0; i < 3_000; i++) feed.emit(said({ text: 'x'.repeat(1_000) }));
    let read = '';
    stdout.on('data', (chunk: Buffer) => (read += chunk.toString()));
    const count = () => read.split(CHANNEL).length - 1;
    await vi.waitUntil(() => count() >= 1_000, { timeout: 10_000 });
    await nextTurn();
    feed.emit(said({ text: 'the last one' }));
    await vi.waitUntil(() => read.includes('the last one'), { timeout: 10_000 });
    // Those that fit into the pipe did not wait.
    expect(count()).toBeLessThan(1_100);
    await server.close();
    expect(feed.followers()).toBe(0);
  });
});
