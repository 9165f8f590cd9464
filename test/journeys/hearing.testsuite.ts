import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RawClient, type Wire } from '../../packages/simulator/src/contract/raw-client.ts';
import { startProxy, type Proxy } from '../proxy.ts';
import { silences } from '../silences.ts';
import { connectStdio, type Connected } from './clients.ts';
import { makeHome, runProgram, type Environment, type Home } from './program.ts';

/** A gateway on which people talk over a channel. It asks before every command. */
export interface TalkingGateway {
  readonly port: number;
  readonly wsUrl: string;
  readonly token: string;
  /** The channel the conversations are on. */
  readonly channel: string;
  seed(conversation: {
    readonly sessionKey: string;
    readonly channel: string;
    readonly to: string;
    readonly displayName: string;
  }): Promise<void>;
  /** A person says something in a conversation; `owner` is the one the assistant belongs to. */
  receive(message: {
    readonly sessionKey: string;
    readonly from: string;
    readonly text: string;
  }): Promise<void>;
  sent(): Promise<readonly { readonly to: string; readonly text: string }[]>;
  stop(): Promise<void>;
}

interface LoggedMessage {
  readonly cursor: number;
  readonly type: string;
  readonly messageId: string;
  readonly text: string;
  readonly role: string;
}

interface Events {
  readonly events: readonly LoggedMessage[];
  readonly next_cursor: number;
  readonly epoch: string;
}

/** The agent of a real gateway answers each message, and that takes its time. */
const PATIENCE = { timeout: 20_000 };

const ADMIN = ['operator.read', 'operator.write', 'operator.admin', 'operator.approvals'];

/** What a person gets who lets Claude look after his conversations. */
export function describeHearing(name: string, boot: () => Promise<TalkingGateway>): void {
  describe(`conversations on ${name}`, () => {
    let gateway: TalkingGateway;
    let proxy: Proxy;
    let admin: RawClient;
    let home: Home;

    beforeAll(async () => {
      gateway = await boot();
      proxy = await startProxy(gateway.port);
      home = makeHome();
      admin = await new RawClient(gateway.wsUrl).connect(
        { scopes: ADMIN, caps: ['approvals'] },
        gateway.token,
      );
    });
    afterAll(async () => {
      admin.close();
      await proxy.close();
      await gateway.stop();
      home.remove();
    });

    const environment = (): Environment => ({
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: `http://127.0.0.1:${proxy.port}`,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
      CLAWBRIDGE_MODE: 'admin',
    });
    const bridge = (...args: string[]) => connectStdio(environment(), ['mcp', 'serve', ...args]);
    const call = async <T>({ client }: Connected, tool: string, args: object = {}) => {
      const result = await client.callTool({ name: tool, arguments: { ...args } });
      expect(result.isError, JSON.stringify(result.content)).toBeFalsy();
      return result.structuredContent as T;
    };
    const conversation = async (to = `ada-${randomUUID().slice(0, 8)}`) => {
      const sessionKey = `agent:main:${gateway.channel}:direct:${randomUUID()}`;
      await gateway.seed({ sessionKey, channel: gateway.channel, to, displayName: `Chat with ${to}` });
      return { sessionKey, to };
    };
    /** Everything people and agents said in a session, as the gateway's own history has it. */
    const history = async (sessionKey: string) => {
      const { messages } = await admin.call('chat.history', { sessionKey, limit: 1_000 });
      const rows = messages as readonly { role: string; __openclaw: { id: string } }[];
      return rows
        .filter(({ role }) => role === 'user' || role === 'assistant')
        .map((row) => row.__openclaw.id);
    };
    /** Everything the log has after a cursor, read page by page. */
    const heard = async (connected: Connected, sessionKey: string, after = 0) => {
      const all: LoggedMessage[] = [];
      for (let cursor = after; ;) {
        const page = await call<Events>(connected, 'events_poll', {
          after_cursor: cursor,
          session_key: sessionKey,
          limit: 200,
        });
        all.push(...page.events);
        if (page.events.length === 0) return { all, cursor: page.next_cursor, epoch: page.epoch };
        cursor = page.next_cursor;
      }
    };
    /** Resolves once the gateway has taken that decision: a run ends well either way. */
    const decided = (id: unknown, decision: string) =>
      admin.event('exec.approval.resolved', (one) => one['id'] === id && one['decision'] === decision);
    const ids = (events: readonly LoggedMessage[]) =>
      events.filter(({ type }) => type === 'message').map(({ messageId }) => messageId);

    it('are listed, read, waited on and answered', async () => {
      const { sessionKey, to } = await conversation();
      const claude = await bridge();
      const { conversations } = await call<{ conversations: readonly object[] }>(
        claude,
        'conversations_list',
        {
          channel: gateway.channel,
          search: to,
          limit: 1,
        },
      );
      expect(conversations).toMatchObject([{ sessionKey, channel: gateway.channel, to }]);
      const { next_cursor } = await call<Events>(claude, 'events_poll');

      const waiting = call<{ event: LoggedMessage }>(claude, 'events_wait', {
        after_cursor: next_cursor,
        session_key: sessionKey,
        timeout_ms: 60_000,
      });
      await gateway.receive({ sessionKey, from: to, text: 'Are you there?' });
      expect((await waiting).event).toMatchObject({
        type: 'message',
        sessionKey,
        role: 'user',
        text: 'Are you there?',
        conversation: { channel: gateway.channel, to },
      });
      const read = await call<{ messages: readonly Wire[] }>(claude, 'messages_read', {
        session_key: sessionKey,
      });
      expect(JSON.stringify(read.messages)).toContain('Are you there?');

      await call(claude, 'messages_send', {
        session_key: sessionKey,
        text: 'On my way.',
        idempotency_key: `answer-${to}`,
      });
      await call(claude, 'messages_send', {
        session_key: sessionKey,
        text: 'On my way.',
        idempotency_key: `answer-${to}`,
      });
      await vi.waitFor(
        async () => {
          const mine = (await gateway.sent()).filter((one) => one.to === to);
          expect(mine.map(({ text }) => text)).toEqual(['On my way.']);
        },
        { timeout: 10_000 },
      );
      await claude.close();
    });

    it('have attachments whose metadata are read', async () => {
      const { sessionKey } = await conversation();
      const claude = await bridge();
      const { next_cursor } = await call<Events>(claude, 'events_poll');
      await admin.call('chat.send', {
        sessionKey,
        message: 'Look at this',
        idempotencyKey: randomUUID(),
        attachments: [{ type: 'file', mimeType: 'text/plain', fileName: 'a.txt', content: 'aGV5' }],
      });
      const { event } = await call<{ event: LoggedMessage }>(claude, 'events_wait', {
        after_cursor: next_cursor,
        session_key: sessionKey,
        timeout_ms: 60_000,
      });
      const { attachments } = await call<{ attachments: readonly object[] }>(claude, 'attachments_fetch', {
        session_key: sessionKey,
        message_id: event.messageId,
      });
      expect(attachments).toMatchObject([
        { type: 'openclaw_media', media: { contentType: 'text/plain', fileName: 'a.txt', sizeBytes: 3 } },
      ]);
      await claude.close();
    });

    it('wait for an approval that a bridge which came later shows and decides, and the run goes on', async () => {
      const id = `approve-${randomUUID().slice(0, 8)}`;
      const command = `touch ${id}`;
      const { final } = await admin.agent(`/approve ${command}`, id);
      await admin.event('exec.approval.requested', ({ request }) => (request as Wire)['command'] === command);

      const claude = await bridge();
      const list = await call<{ approvals: readonly Wire[] }>(claude, 'permissions_list_open');
      const approval = list.approvals.find((one) => (one['request'] as Wire)['command'] === command);
      expect(approval).toMatchObject({
        kind: 'exec',
        allowedDecisions: expect.arrayContaining(['allow-once', 'deny']),
      });
      const verdict = { kind: 'exec', id: approval?.['id'], decision: 'allow-once' };
      expect(await call(claude, 'permissions_respond', verdict)).toMatchObject({ result: { ok: true } });
      await decided(approval?.['id'], 'allow-once');
      expect(await final).toMatchObject({ status: 'ok' });

      await vi.waitFor(
        async () => {
          const { all } = await heard(claude, `agent:main:${id}`);
          expect(all.map(({ type }) => type)).toEqual(
            expect.arrayContaining(['exec_approval_requested', 'exec_approval_resolved']),
          );
        },
        { timeout: 10_000 },
      );
      await claude.close();
    });

    it('reach the log whole and in order although the wire is cut while messages flow', async () => {
      const key = `cut-${randomUUID().slice(0, 8)}`;
      const sessionKey = `agent:main:${key}`;
      const claude = await bridge();
      const { next_cursor } = await call<Events>(claude, 'events_poll');
      await admin.ran('say 0', key, { idempotencyKey: `${key}-0` });
      for (let i = 1; i <= 12; i++) {
        // In the middle of a turn, behind one, and twice in a row.
        if (i % 3 === 0) proxy.cut();
        const running = admin.ran(`say ${i}`, key, { idempotencyKey: `${key}-${i}` });
        if (i % 4 === 0) proxy.cut();
        await running;
      }
      await vi.waitFor(
        async () => {
          const { all } = await heard(claude, sessionKey, next_cursor);
          expect(ids(all)).toEqual(await history(sessionKey));
        },
        { timeout: 60_000, interval: 200 },
      );
      const { all } = await heard(claude, sessionKey, next_cursor);
      expect(all.map(({ type }) => type)).not.toContain('gap');
      await claude.close();
    });

    it('are missed by nobody whose bridge was away: an old cursor leads to everything', async () => {
      const key = `away-${randomUUID().slice(0, 8)}`;
      const sessionKey = `agent:main:${key}`;
      const first = await bridge();
      const { next_cursor: begin } = await call<Events>(first, 'events_poll');
      await admin.ran('while it listens', key, { idempotencyKey: `${key}-1` });
      const last = await vi.waitFor(
        async () => {
          const { all, cursor, epoch } = await heard(first, sessionKey, begin);
          expect(ids(all)).toEqual(await history(sessionKey));
          return { cursor, epoch };
        },
        { timeout: 10_000 },
      );
      await first.close();

      await admin.ran('while nobody does', key, { idempotencyKey: `${key}-2` });
      const second = await bridge();
      const after = { after_cursor: last.cursor, epoch: last.epoch, session_key: sessionKey };
      const next = await call<{ event: LoggedMessage; gap?: object }>(second, 'events_wait', {
        ...after,
        timeout_ms: 60_000,
      });
      expect(next).toMatchObject({ event: { text: 'while nobody does' } });
      expect(next.gap).toBeUndefined();
      await vi.waitFor(
        async () => {
          const { all } = await heard(second, sessionKey, begin);
          expect(ids(all)).toEqual(await history(sessionKey));
        },
        { timeout: 10_000 },
      );
      await second.close();
    });

    describe('that begin anew while no bridge runs', () => {
      /** Says something in a session, with a bridge that hears the first part and comes back for the rest. */
      const away = async (
        happen: (say: (text: string) => Promise<void>, sessionKey: string) => Promise<void>,
      ) => {
        const key = `anew-${randomUUID().slice(0, 8)}`;
        const sessionKey = `agent:main:${key}`;
        const said: string[] = [];
        const say = async (text: string) => {
          await admin.ran(text, key, { idempotencyKey: randomUUID() });
          for (const id of await history(sessionKey)) if (!said.includes(id)) said.push(id);
        };
        const first = await bridge();
        const { next_cursor: begin } = await call<Events>(first, 'events_poll');
        await say('while it listens');
        await vi.waitFor(
          async () => {
            expect(ids((await heard(first, sessionKey, begin)).all)).toEqual(said);
          },
          { timeout: 10_000 },
        );
        await first.close();
        await happen(say, sessionKey);
        const second = await bridge();
        const log = await vi.waitFor(async () => {
          const { all } = await heard(second, sessionKey, begin);
          expect(silences(said, all)).toEqual([]);
          return all;
        }, PATIENCE);
        await second.close();
        return { said, log };
      };
      const reset = (sessionKey: string) => admin.call('sessions.reset', { key: sessionKey });

      it('are heard whole after one reset', async () => {
        const { said, log } = await away(async (say, sessionKey) => {
          await say('before');
          await reset(sessionKey);
          await say('after');
        });
        expect(ids(log)).toEqual(said);
        expect(log.map(({ type }) => type)).not.toContain('gap');
      });

      it('are heard before the first and behind the last of several resets, and in between is a gap', async () => {
        const { said, log } = await away(async (say, sessionKey) => {
          await say('before');
          await reset(sessionKey);
          await say('between');
          await reset(sessionKey);
          await say('after');
        });
        const [one = '', two = '', three = '', four = ''] = said;
        expect(ids(log)).toEqual([one, two, three, four, ...said.slice(-2)]);
        expect(log.filter(({ type }) => type === 'gap')).toHaveLength(1);
      });

      it('leave a gap when they were deleted', async () => {
        const { said, log } = await away(async (say, sessionKey) => {
          await say('before');
          await admin.call('sessions.delete', { key: sessionKey });
        });
        expect(ids(log)).toEqual(said.slice(0, 2));
      });

      it('are heard anew when they were deleted and begun again, behind a gap', async () => {
        const { said, log } = await away(async (say, sessionKey) => {
          await say('before');
          await admin.call('sessions.delete', { key: sessionKey });
          await say('after');
        });
        expect(ids(log)).toEqual([...said.slice(0, 2), ...said.slice(-2)]);
      });
    });

    it('are pushed to Claude, and the owner\'s "yes abcde" permits what Claude asked for', async () => {
      const { sessionKey, to } = await conversation('owner');
      const pushed: { method: string; params?: Record<string, unknown> }[] = [];
      const claude = await connectStdio(
        environment(),
        ['mcp', 'serve', '--claude-channel-mode', 'on'],
        (client) => {
          client.fallbackNotificationHandler = async (notification) => {
            pushed.push(notification as (typeof pushed)[number]);
          };
        },
      );
      await call<Events>(claude, 'events_poll');
      await gateway.receive({ sessionKey, from: to, text: 'run the tests' });
      const mine = () => pushed.filter(({ params }) => JSON.stringify(params).includes(sessionKey));
      await vi.waitFor(() => {
        expect(mine()).toMatchObject([
          {
            method: 'notifications/claude/channel',
            params: {
              content: 'run the tests',
              meta: { session_key: sessionKey, channel: gateway.channel, to },
            },
          },
        ]);
      }, PATIENCE);
      await claude.client.notification({
        method: 'notifications/claude/channel/permission_request',
        params: {
          request_id: 'abcde',
          tool_name: 'Bash',
          description: 'run npm test',
          input_preview: '{"cmd":"npm test"}',
        },
      });
      await vi.waitFor(
        async () => {
          const { all } = await heard(claude, sessionKey);
          expect(all.map(({ type }) => type)).toContain('claude_permission_request');
        },
        { timeout: 10_000 },
      );
      await gateway.receive({ sessionKey, from: to, text: 'yes abcde' });
      await vi.waitFor(() => {
        expect(pushed.find(({ method }) => method.endsWith('/permission'))).toMatchObject({
          method: 'notifications/claude/channel/permission',
          params: { request_id: 'abcde', behavior: 'allow' },
        });
      }, PATIENCE);
      expect(mine()).toHaveLength(1);
      await claude.close();
    });

    it('and what waits for a decision is shown and decided on the terminal', async () => {
      const id = `terminal-${randomUUID().slice(0, 8)}`;
      const { final } = await admin.agent(`/approve touch ${id}`, id);
      await admin.event('exec.approval.requested', ({ request }) =>
        String((request as Wire)['command']).includes(id),
      );
      const list = await runProgram(['approvals', 'list', '--json'], environment());
      const { approvals } = JSON.parse(list.stdout) as { approvals: readonly { id: string; what: string }[] };
      const waiting = approvals.find(({ what }) => what.includes(id));
      expect(waiting).toBeDefined();
      const denied = await runProgram(['approvals', 'deny', waiting?.id ?? ''], environment());
      expect(denied).toMatchObject({ code: 0 });
      await decided(waiting?.id, 'deny');
      expect(await final).toMatchObject({ status: 'ok' });
    });
  });
}
