import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import type { Approval, ApprovalReach } from '../../domain/approval.ts';
import type { Session } from '../../domain/conversation.ts';
import { approvalEvent, type LoggedEvent } from '../../domain/event.ts';
import { Failure } from '../../domain/failure.ts';
import { anInstance } from '../../domain/instance.fixture.ts';
import type { Message } from '../../domain/message.ts';
import { aGuest } from '../../domain/principal.fixture.ts';
import type { Heard } from '../../usecases/hear.ts';
import type { ApprovalList } from '../../usecases/list-approvals.ts';
import type { Verbs } from '../../usecases/verbs.ts';
import { connectClient, textOf, type ClientOptions } from '../mcp-client.fixture.ts';

let client: Client | undefined;
afterEach(() => client?.close());

async function call(
  verbs: Partial<Verbs>,
  name: string,
  args: Record<string, unknown> = {},
  options?: ClientOptions,
) {
  await client?.close();
  client = await connectClient(verbs, options);
  // The client checks results against the output schemas it was told.
  await client.listTools();
  return await client.callTool({ name, arguments: args });
}

const session: Session = {
  instance: 'home',
  key: 'agent:main:telegram:group:-1001',
  updatedAt: 1_790_000_000_000,
  isActive: false,
  displayName: 'TG group',
  derivedTitle: 'TG group',
  route: { channel: 'telegram', to: '-1001', accountId: 'default', threadId: 7 },
};

const message: Message = {
  instance: 'home',
  sessionKey: session.key,
  id: 'msg-1',
  seq: 2,
  role: 'user',
  text: 'hello',
  at: 1_790_000_000_000,
  fromOwner: true,
  raw: { role: 'user', content: 'hello', timestamp: 1_790_000_000_000, __openclaw: { id: 'msg-1', seq: 2 } },
};

const said: LoggedEvent = {
  cursor: 1,
  type: 'message',
  instance: 'home',
  id: 'm1',
  sessionKey: 'agent:main:main',
  at: 1_790_000_000_000,
  message: {
    messageId: 'm1',
    messageSeq: 3,
    role: 'assistant',
    text: 'hello',
    fromOwner: false,
    route: { channel: 'imessage', to: '+15551234567', accountId: 'imessage-default', threadId: 'thread-42' },
  },
};

const heard: Heard = { events: [], nextCursor: 7, epoch: 'e1', hasMore: false, unheard: [] };

const approval: Approval = {
  instance: 'home',
  kind: 'exec',
  id: 'a1',
  what: 'echo hi',
  sessionKey: 'agent:main:main',
  allowedDecisions: ['allow-once', 'deny'],
  createdAt: 1_790_000_000_000,
  expiresAt: 1_790_000_020_000,
  request: { command: 'echo hi' },
};

describe('conversations_list', () => {
  it('shows conversations in the words of `openclaw mcp serve`, as data and as text', async () => {
    const result = await call(
      { listConversations: async () => ({ sessions: [session], nextCursor: 'o1' }) },
      'conversations_list',
    );
    const expected = {
      conversations: [
        {
          sessionKey: 'agent:main:telegram:group:-1001',
          instance: 'home',
          channel: 'telegram',
          to: '-1001',
          accountId: 'default',
          threadId: 7,
          displayName: 'TG group',
          derivedTitle: 'TG group',
          updatedAt: 1_790_000_000_000,
        },
      ],
      next_cursor: 'o1',
    };
    expect(result.structuredContent).toEqual(expected);
    expect(result.content).toEqual([
      { type: 'text', text: `conversations: 1\n\n${JSON.stringify(expected)}` },
    ]);
  });

  it('asks for 50 with titles and last messages, and takes an empty filter for none', async () => {
    let asked: unknown;
    const listConversations: Verbs['listConversations'] = async (request) => {
      asked = request;
      return { sessions: [] };
    };
    await call({ listConversations }, 'conversations_list', { search: '', channel: '' });
    expect(asked).toMatchObject({ limit: 50, withDerivedTitles: true, withLastMessages: true });
    expect(asked).toMatchObject({ search: undefined, channel: undefined, withUnrouted: false });
  });

  it('shows a session without a channel as one', async () => {
    const { route: _, ...unrouted } = session;
    const listConversations: Verbs['listConversations'] = async () => ({ sessions: [unrouted] });
    const result = await call({ listConversations }, 'conversations_list', { include_unrouted: true });
    expect(JSON.stringify(result.structuredContent)).not.toContain('channel');
  });
});

describe('conversation_get', () => {
  it('shows one conversation', async () => {
    const result = await call({ getConversation: async () => session }, 'conversation_get', {
      session_key: session.key,
    });
    expect(result.structuredContent).toMatchObject({ conversation: { sessionKey: session.key } });
    expect(textOf(result)).toMatch(/^conversation agent:main:telegram:group:-1001\n\n\{/);
  });

  it('finds no conversation where there is no channel', async () => {
    const { route: _, ...unrouted } = session;
    const result = await call({ getConversation: async () => unrouted }, 'conversation_get', {
      session_key: 'Notes',
    });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain('conversation not found: Notes');
  });
});

describe('messages_read', () => {
  it('shows the rows as the gateway gave them', async () => {
    const asked: unknown[] = [];
    const readMessages: Verbs['readMessages'] = {
      async readMessages(request) {
        asked.push(request);
        return [message];
      },
      readMessage: () => Promise.reject(new Error('not asked for')),
    };
    const result = await call({ readMessages }, 'messages_read', { session_key: 'main', before: 'msg-9' });
    expect(result.structuredContent).toEqual({ messages: [message.raw] });
    expect(textOf(result)).toBe('messages: 1\n\nuser msg-1 "hello"');
    expect(asked).toMatchObject([{ sessionKey: 'main', limit: 20, before: 'msg-9' }]);
  });

  const read = async (rows: readonly Readonly<Record<string, unknown>>[]) => {
    const readMessages: Verbs['readMessages'] = {
      readMessages: async () => rows.map((raw) => ({ ...message, raw })),
      readMessage: () => Promise.reject(new Error('not asked for')),
    };
    return await call({ readMessages }, 'messages_read', { session_key: 'main', limit: 200 });
  };
  const row = (number: number, content: unknown) => ({
    role: 'assistant',
    content,
    __openclaw: { id: `m${number}` },
  });

  it('keeps the newest of long ones, and says so', async () => {
    const rows = Array.from({ length: 200 }, (_, number) => row(number, 'x'.repeat(8_000)));
    const result = await read(rows);
    expect(result.structuredContent).toEqual({ messages: rows.slice(-6), truncated: true });
    expect(textOf(result)).toMatch(/^messages: 6, the newest of those you asked for: read on with before\n/);
    expect(JSON.stringify(result).length).toBeLessThan(110_000);
  });

  it('tells what is no text, and rows it does not understand', async () => {
    const calls = [{ type: 'toolCall', name: 'exec' }];
    expect(textOf(await read([row(1, calls), { odd: true }]))).toBe(
      `messages: 2\n\nassistant m1 ${JSON.stringify(calls)}\n{"odd":true}`,
    );
    expect(textOf(await read([]))).toBe('messages: 0');
  });
});

describe('attachments_fetch', () => {
  it('shows what is no text, and the message', async () => {
    const medium = { url: 'media://inbound/x.png', kind: 'image' };
    const raw = {
      role: 'user',
      content: [
        { type: 'text', text: 'look' },
        { type: 'image', data: 'x' },
      ],
      __openclaw: { id: 'msg-1', media: [medium] },
    };
    const readMessages: Verbs['readMessages'] = {
      readMessages: () => Promise.reject(new Error('not asked for')),
      readMessage: async () => ({ ...message, raw }),
    };
    const result = await call({ readMessages }, 'attachments_fetch', {
      session_key: 'main',
      message_id: 'msg-1',
    });
    expect(result.structuredContent).toEqual({
      attachments: [
        { type: 'image', data: 'x' },
        { type: 'openclaw_media', media: medium },
      ],
      message: raw,
    });
    expect(textOf(result)).toMatch(/^attachments: 2\n\n.*media:\/\/inbound\/x\.png/s);
  });
});

describe('events_poll', () => {
  const poll = async (events: readonly LoggedEvent[], over: Partial<Heard> = {}) =>
    await call(
      { hear: { poll: async () => ({ ...heard, events, ...over }), wait: never } },
      'events_poll',
      {},
    );

  it('shows a message in the words of `openclaw mcp serve`', async () => {
    const result = await poll([said]);
    expect(result.structuredContent).toEqual({
      events: [
        {
          cursor: 1,
          type: 'message',
          instance: 'home',
          at: 1_790_000_000_000,
          sessionKey: 'agent:main:main',
          conversation: {
            sessionKey: 'agent:main:main',
            channel: 'imessage',
            to: '+15551234567',
            accountId: 'imessage-default',
            threadId: 'thread-42',
            updatedAt: null,
          },
          messageId: 'm1',
          messageSeq: 3,
          role: 'assistant',
          text: 'hello',
        },
      ],
      next_cursor: 7,
      epoch: 'e1',
      has_more: false,
    });
  });

  it('tells everything in the text too', async () => {
    const { sessionKey: _, ...head } = said;
    const lines = textOf(
      await poll([
        said,
        {
          ...said,
          cursor: 2,
          message: { ...said.message, messageId: 'm2', text: 'two\nlines' },
        } as LoggedEvent,
        {
          ...head,
          cursor: 3,
          type: 'task_settled',
          task: { taskId: 't1', sessionId: 'notes', status: 'completed' },
        } as LoggedEvent,
      ]),
    );
    expect(lines).toBe(
      [
        'events: 3',
        '',
        '[home] agent:main:main (imessage +15551234567) 2026-09-21 UTC',
        '14:13 assistant m1 "hello"',
        String.raw`14:13 assistant m2 "two\nlines"`,
        '[home] no conversation 2026-09-21 UTC',
        '14:13 task_settled {"taskId":"t1","sessionId":"notes","status":"completed"}',
        '',
        '{"next_cursor":7,"epoch":"e1","has_more":false}',
      ].join('\n'),
    );
  });

  it('tells that the owner wrote a message, and what hangs on it', async () => {
    const message = { messageId: 'm1', role: 'user', text: 'look', fromOwner: true, attachments: 2 } as const;
    const result = await poll([{ ...said, type: 'message', message }]);
    expect(result.structuredContent).toMatchObject({
      events: [{ messageId: 'm1', fromOwner: true, attachments: 2 }],
    });
    expect(textOf(result)).toContain('14:13 owner m1 "look" attachments: 2');
  });

  const head = { cursor: 4, instance: 'home', id: 'x', at: 1 };
  it.each<[string, LoggedEvent, object]>([
    [
      'an approval that is asked for',
      { ...approvalEvent({ ...approval, cwd: '/work', agentId: 'main' }), cursor: 4 },
      {
        type: 'exec_approval_requested',
        sessionKey: 'agent:main:main',
        kind: 'exec',
        id: 'a1',
        command: 'echo hi',
        cwd: '/work',
        agentId: 'main',
        allowedDecisions: ['allow-once', 'deny'],
        createdAtMs: 1_790_000_000_000,
        expiresAtMs: 1_790_000_020_000,
      },
    ],
    [
      'an approval that was decided',
      {
        ...head,
        type: 'plugin_approval_resolved',
        resolution: {
          kind: 'plugin',
          id: 'plugin:1',
          decision: 'deny',
          status: 'denied',
          resolvedBy: 'x',
          at: 1,
        },
      },
      {
        type: 'plugin_approval_resolved',
        kind: 'plugin',
        id: 'plugin:1',
        decision: 'deny',
        status: 'denied',
        resolvedBy: 'x',
      },
    ],
    [
      'what Claude Code asks for',
      {
        ...head,
        type: 'claude_permission_request',
        permission: { requestId: 'abcde', toolName: 'Bash', description: 'run', inputPreview: '{}' },
      },
      {
        type: 'claude_permission_request',
        requestId: 'abcde',
        toolName: 'Bash',
        description: 'run',
        inputPreview: '{}',
      },
    ],
    [
      'what cannot be told any more',
      { ...head, type: 'gap', gap: { reason: 'reset', afterMessageId: 'm1', beforeMessageId: 'm9' } },
      { type: 'gap', reason: 'reset', afterMessageId: 'm1', beforeMessageId: 'm9' },
    ],
  ])('shows %s', async (_, event, expected) => {
    const result = await poll([event]);
    expect(result.structuredContent).toMatchObject({
      events: [{ cursor: 4, instance: 'home', at: event.at, ...expected }],
    });
  });

  it('shows a plugin in its own words', async () => {
    const asks = approvalEvent({ ...approval, kind: 'plugin', what: 'Buy milk' });
    const result = await poll([{ ...asks, cursor: 4 }]);
    expect(result.structuredContent).toMatchObject({ events: [{ kind: 'plugin', title: 'Buy milk' }] });
  });

  it('tells what was lost', async () => {
    const result = await poll([], { gap: { requestedAfter: 0, oldest: 102, reason: 'expired' } });
    const gap = { requested_after_cursor: 0, oldest_available_cursor: 102, reason: 'expired' };
    expect(result.structuredContent).toMatchObject({ gap });
    expect(textOf(result)).toContain(JSON.stringify(gap));
  });

  it('shows what the gateway told only to who asks for it', async () => {
    const raw = { sessionKey: 'agent:main:main', message: { content: 'hello' } };
    const asked: unknown[] = [];
    const verbs: Partial<Verbs> = {
      hear: {
        wait: never,
        async poll(request) {
          asked.push(request.withRaw);
          return { ...heard, events: [{ ...said, raw }] };
        },
      },
    };
    const result = await call(verbs, 'events_poll', { include_raw: true });
    expect(result.structuredContent).toMatchObject({ events: [{ raw }] });
    expect(textOf(result)).toContain(JSON.stringify(raw));
    await call(verbs, 'events_poll');
    expect(asked).toEqual([true, false]);
  });

  it('begins now when only what is new is wanted, and nowhere else then', async () => {
    const asked: unknown[] = [];
    const hear: Verbs['hear'] = {
      async poll({ after, onlyNew }) {
        asked.push({ after, onlyNew });
        return heard;
      },
      async wait({ after, onlyNew }) {
        asked.push({ after, onlyNew });
        return heard;
      },
    };
    for (const name of ['events_poll', 'events_wait']) {
      await call({ hear }, name, { only_new: true, after_cursor: 0 });
      const refused = await call({ hear }, name, { only_new: true, after_cursor: 7 });
      expect(textOf(refused)).toContain('only_new begins now: leave after_cursor out.');
    }
    const once = { after: 0, onlyNew: true };
    expect(asked).toEqual([once, once]);
  });

  it('stays below 100 kB for 200 short messages, text and data together', async () => {
    const events = Array.from({ length: 200 }, (_, index): LoggedEvent => ({
      ...said,
      cursor: 123_456 + index,
      sessionKey: 'agent:main:telegram:direct:5551234567',
      message: {
        messageId: `3f2504e0-4f89-11d3-9a0c-0305e82c${1_000 + index}`,
        messageSeq: 1_000 + index,
        role: index % 2 === 0 ? 'user' : 'assistant',
        text: 'Could you book a table for two?',
        fromOwner: index % 2 === 0,
        route: { channel: 'telegram', to: '5551234567', accountId: 'default' },
      },
    }));
    const result = await poll(events);
    expect(JSON.stringify({ jsonrpc: '2.0', id: 1, result }).length).toBeLessThan(100_000);
  });
});

describe('events_wait', () => {
  const wait = async (over: Partial<Heard>) =>
    await call({ hear: { wait: async () => ({ ...heard, ...over }), poll: never } }, 'events_wait');

  it.each<[string, Partial<Heard>, unknown]>([
    ['event 1', { events: [said], nextCursor: 1 }, { event: { cursor: 1 }, next_cursor: 1, epoch: 'e1' }],
    ['timeout', {}, { event: null, next_cursor: 7 }],
    [
      'event gap before 102',
      { gap: { requestedAfter: 0, oldest: 102, reason: 'other_log' } },
      { event: null, gap: { oldest_available_cursor: 102, reason: 'other_log' } },
    ],
  ])('answers: %s', async (told, over, expected) => {
    const result = await wait(over);
    expect(result.structuredContent).toMatchObject(expected as object);
    expect(textOf(result)).toBe(`${told}\n\n${JSON.stringify(result.structuredContent)}`);
  });

  it('frees the waiter when its caller cancels', async () => {
    let waiting = () => {};
    const begun = new Promise<void>((resolve) => (waiting = resolve));
    let freed = () => {};
    const cancelled = new Promise<void>((resolve) => (freed = resolve));
    client = await connectClient({
      hear: {
        poll: never,
        wait: ({ signal }) => {
          signal.addEventListener('abort', freed);
          waiting();
          return new Promise(() => {});
        },
      },
    });
    const abort = new AbortController();
    const calling = client.callTool({ name: 'events_wait', arguments: {} }, { signal: abort.signal });
    await begun;
    abort.abort();
    await expect(calling).rejects.toThrow('abort');
    await cancelled;
  });
});

describe('messages_send', () => {
  it('sends, and tells what the gateway says', async () => {
    const asked: unknown[] = [];
    const sendMessage: Verbs['sendMessage'] = async (request) => {
      asked.push(request);
      return { channel: 'telegram', raw: { messageId: '9' } };
    };
    const result = await call({ sendMessage }, 'messages_send', {
      session_key: 'main',
      text: 'hi',
      media_urls: ['https://example.com/x.png'],
      reply_to: '7',
      idempotency_key: 'k',
    });
    expect(result.structuredContent).toEqual({ result: { messageId: '9' } });
    expect(textOf(result)).toBe('sent\n\n{"result":{"messageId":"9"}}');
    expect(asked).toMatchObject([
      {
        sessionKey: 'main',
        text: 'hi',
        mediaUrls: ['https://example.com/x.png'],
        replyToId: '7',
        idempotencyKey: 'k',
      },
    ]);
  });
});

describe('permissions_list_open', () => {
  const listOpen = async (
    approvals: readonly Approval[],
    unreachable: ApprovalList['unreachable'],
    reach: ApprovalReach,
  ) => {
    const verbs: Partial<Verbs> = {
      instances: [anInstance(), anInstance({ name: 'cabin', isDefault: false })],
      listApprovals: async () => ({ approvals, unreachable }),
      checkStatus: async (_, name) => ({
        instance: anInstance(),
        report: { approvals: name === 'home' ? reach : 'all' },
      }),
    };
    return await call(verbs, 'permissions_list_open');
  };

  it('shows what waits, and where it could not be asked', async () => {
    const failure = {
      code: 'gateway_unreachable',
      message: 'Away.',
      hint: 'Wait.',
      retryable: true,
    } as const;
    const result = await listOpen([approval], [{ instance: 'cabin', failure }], 'all');
    expect(result.structuredContent).toEqual({
      approvals: [
        {
          kind: 'exec',
          id: 'a1',
          instance: 'home',
          sessionKey: 'agent:main:main',
          allowedDecisions: ['allow-once', 'deny'],
          request: { command: 'echo hi' },
          createdAtMs: 1_790_000_000_000,
          expiresAtMs: 1_790_000_020_000,
        },
      ],
      unreachable: [{ instance: 'cabin', code: 'gateway_unreachable', message: 'Away.', hint: 'Wait.' }],
    });
    expect(textOf(result)).toMatch(/^approvals: 1, and there may be more\n\n\{/);
  });

  it('says that there is none', async () => {
    const result = await listOpen([], [], 'all');
    expect(result.structuredContent).toEqual({ approvals: [] });
    expect(textOf(result)).toMatch(/^approvals: 0\n\n\{/);
  });

  it('says where some are withheld, and what to do', async () => {
    const result = await listOpen([], [], 'own');
    expect(result.structuredContent).toMatchObject({
      approvals: [],
      withheld: [
        { instance: 'home', code: 'gateway_forbidden', hint: expect.stringContaining('--mode admin') },
      ],
    });
    expect(textOf(result)).toMatch(/^approvals: 0, and there may be more\n/);
  });
});

describe('permissions_respond', () => {
  it('decides as it is told', async () => {
    const asked: unknown[] = [];
    const decideApproval: Verbs['decideApproval'] = async (request) => void asked.push(request);
    const args = { kind: 'exec', id: 'a1', decision: 'allow-once' };
    const result = await call({ decideApproval }, 'permissions_respond', args);
    expect(result.structuredContent).toEqual({ result: { ok: true } });
    expect(textOf(result)).toBe('approval resolved\n\n{"result":{"ok":true}}');
    expect(asked).toMatchObject([args]);
  });
});

describe('a principal that may only read', () => {
  const reader = { ...aGuest('reader'), scopes: ['read' as const] };

  it('is shown only what it may use', async () => {
    client = await connectClient({}, { principal: reader });
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toContain('events_wait');
    expect(names).toContain('openclaw_task_list');
    for (const name of ['openclaw_chat', 'messages_send', 'permissions_respond'])
      expect(names).not.toContain(name);
    expect(client.getInstructions()).not.toMatch(/openclaw_chat|messages_send|permissions_respond/);
  });

  it('is refused what it may not use', async () => {
    const sendMessage: Verbs['sendMessage'] = () => Promise.reject(new Failure('internal', 'Was called.'));
    const args = { session_key: 'main', text: 'hi' };
    const result = await call({ sendMessage }, 'messages_send', args, { principal: reader });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('not_allowed');
  });
});

function never(): Promise<never> {
  return Promise.reject(new Error('not asked for'));
}
