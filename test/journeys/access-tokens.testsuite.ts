import { startSimulator, type Simulator } from '@clawbridge/simulator';
import type { Client } from '@modelcontextprotocol/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './clients.ts';
import { runProgram, type Environment } from './program.ts';
import {
  callTool,
  connectWithToken,
  DOORS,
  makeToken,
  revokeToken,
  type DoorName,
  type MadeToken,
} from './with-token.ts';

const READ_TOOLS = [
  'openclaw_status',
  'openclaw_task_status',
  'openclaw_task_list',
  'openclaw_instances',
  'conversations_list',
  'conversation_get',
  'messages_read',
  'attachments_fetch',
  'events_poll',
  'events_wait',
  'permissions_list_open',
];

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const CLIENT = { name: 'journey', version: '1' };
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT },
};
const LISTEN = {
  jsonrpc: '2.0',
  id: 1,
  method: 'subscriptions/listen',
  params: {
    notifications: { resourceSubscriptions: ['openclaw://tasks/none'] },
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': CLIENT,
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
};

/** As clients say it. */
const NOT_LET_IN = /invalid_token|\b401\b/;

/** A store several processes share. */
export interface SharedStore {
  readonly env: Environment;
  remove(): Promise<void>;
}

/** What a client gets who shows a token, at two nodes on one store. */
export function describeAccessTokens(name: string, open: () => Promise<SharedStore>): void {
  describe(`tokens on ${name}`, () => {
    let store: SharedStore;
    let gateway: Simulator;
    let env: Environment;
    let one: RunningServer;
    let other: RunningServer;
    const clients: Client[] = [];

    beforeAll(async () => {
      store = await open();
      gateway = await startSimulator();
      env = {
        ...store.env,
        OPENCLAW_URL: gateway.httpUrl,
        OPENCLAW_GATEWAY_TOKEN: gateway.token,
        AUTH_ENABLED: 'true',
        CLAWBRIDGE_AUTH_MODE: 'token',
      };
      [one, other] = await Promise.all([startServer(env), startServer(env)]);
    });
    afterEach(async () => {
      await Promise.all(clients.splice(0).map((client) => client.close()));
    });
    afterAll(async () => {
      await Promise.all([one.stop(), other.stop()]);
      await gateway.stop();
      await store.remove();
    });

    async function connect({ url }: { readonly url: string }, { token }: MadeToken, door?: DoorName) {
      const client = await connectWithToken(url, token, door);
      clients.push(client);
      return client;
    }
    const statusOf = async ({ url }: RunningServer, token?: string) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/mcp`, { method: 'POST', headers, body: '{}' });
      await response.body?.cancel();
      return response.status;
    };

    const listen = async (
      { token }: MadeToken,
      path: string,
      headers: Record<string, string> = {},
      body?: object,
    ) =>
      await fetch(`${one.url}${path}`, {
        headers: { ...JSON_HEADERS, ...headers, authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
    async function beginSession({ token }: MadeToken): Promise<string> {
      const answer = await fetch(`${one.url}/mcp`, {
        method: 'POST',
        headers: { ...JSON_HEADERS, authorization: `Bearer ${token}` },
        body: JSON.stringify(INITIALIZE),
      });
      await answer.text();
      return answer.headers.get('mcp-session-id') ?? '';
    }

    it.each(['/mcp', '/', '/messages'])('nobody posts to %s without one', async (path) => {
      const { status } = await fetch(`${one.url}${path}`, { method: 'POST', body: '{}' });
      expect(status).toBe(401);
    });

    it.each(['/mcp', '/sse'])('nobody listens at %s without one', async (path) => {
      const { status } = await fetch(`${one.url}${path}`, { headers: { accept: 'text/event-stream' } });
      expect(status).toBe(401);
    });

    it.each(['/healthz', '/readyz', '/'])('%s asks for none', async (path) => {
      expect((await fetch(`${one.url}${path}`)).status).toBe(200);
    });

    it.each(DOORS)('say what may be done, over %s', async (door) => {
      const reader = await connect(one, await makeToken(env, '--scopes', 'read'), door);
      const { tools } = await reader.listTools();
      expect(tools.map((tool) => tool.name)).toEqual(READ_TOOLS);
      expect((await callTool(reader, 'openclaw_task_list')).isError).toBe(false);
      const refused = await callTool(reader, 'openclaw_chat', { message: 'let me' });
      expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('not_allowed') });
      expect(gateway.turns.some(({ message }) => message === 'let me')).toBe(false);
    });

    it('are good for reading and asking unless somebody says more', async () => {
      const client = await connect(one, await makeToken(env));
      expect((await callTool(client, 'openclaw_chat', { message: 'hello' })).text).toContain('ECHO: hello');
      const respond = { kind: 'exec', id: 'x', decision: 'deny' };
      expect((await callTool(client, 'permissions_respond', respond)).text).toContain('not_allowed');
    });

    it('of one person show the same tasks, those of another person none, at every node and later', async () => {
      const [phone, laptop, ada] = await Promise.all([
        makeToken(env),
        makeToken(env, '--scopes', 'read'),
        makeToken(env, '--principal', 'ada', '--scopes', 'read,chat,approve,admin'),
      ]);
      const asked = await callTool(await connect(one, phone), 'openclaw_chat', { message: 'mine' });
      const task = { task_id: asked.data['task_id'] };
      const seenBy = async (token: MadeToken, server: RunningServer) =>
        await callTool(await connect(server, token), 'openclaw_task_status', task);
      for (const server of [one, other]) {
        expect((await seenBy(laptop, server)).data).toMatchObject({ result: 'ECHO: mine' });
        expect(await seenBy(ada, server)).toMatchObject({
          isError: true,
          text: expect.stringContaining('unknown_task'),
        });
      }
      const adas = await connect(other, ada);
      expect((await callTool(adas, 'openclaw_task_list')).data).toMatchObject({
        tasks: [],
        stats: { total: 0 },
      });
      expect((await callTool(adas, 'openclaw_task_cancel', task)).text).toContain('unknown_task');
      await expect(
        adas.readResource({ uri: `openclaw://tasks/${String(task.task_id)}` }),
      ).rejects.toMatchObject({ code: -32_602 });

      await other.stop();
      other = await startServer(env);
      expect((await seenBy(laptop, other)).data).toMatchObject({ result: 'ECHO: mine' });
      expect(await seenBy(ada, other)).toMatchObject({ isError: true });
      const { stdout } = await runProgram(['task', 'show', String(task.task_id)], env);
      expect(stdout).toBe('ECHO: mine\n');
    });

    it.each(DOORS)('let nobody in from when they are revoked, over %s', async (door) => {
      const token = await makeToken(env);
      const client = await connect(other, token, door);
      expect((await callTool(client, 'openclaw_task_list')).isError).toBe(false);
      await revokeToken(env, token);
      expect(await statusOf(one, token.token)).toBe(401);
      await expect(callTool(client, 'openclaw_task_list')).rejects.toThrow(NOT_LET_IN);
      expect(await statusOf(other, token.token)).toBe(401);
      await expect(connect(one, token)).rejects.toThrow(NOT_LET_IN);
    });

    it('let nobody in once they have expired, in the middle of a session', async () => {
      const token = await makeToken(env, '--expires', '6s');
      const client = await connect(one, token);
      expect((await callTool(client, 'openclaw_task_list')).isError).toBe(false);
      await expect.poll(() => statusOf(one, token.token), { timeout: 15_000, interval: 200 }).toBe(401);
      await expect(callTool(client, 'openclaw_task_list')).rejects.toThrow(NOT_LET_IN);
    });

    it('that are revoked take the streams with them that only listen', async () => {
      const token = await makeToken(env);
      const session = await beginSession(token);
      const streams = await Promise.all([
        listen(token, '/sse'),
        listen(token, '/mcp', { 'mcp-session-id': session }),
        listen(
          token,
          '/mcp',
          { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' },
          LISTEN,
        ),
      ]);
      expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
      await revokeToken(env, token);
      // To their ends, which come without anybody asking for them.
      await Promise.all(streams.map((stream) => stream.text()));
    });

    it('of one client do not open the session of another one', async () => {
      const [reader, writer] = await Promise.all([makeToken(env, '--scopes', 'read'), makeToken(env)]);
      const session = await beginSession(writer);
      const statusFor = async ({ token }: MadeToken) => {
        const headers = { authorization: `Bearer ${token}`, 'mcp-session-id': session };
        return (await fetch(`${one.url}/mcp`, { method: 'DELETE', headers })).status;
      };
      expect(await statusFor(reader)).toBe(404);
      expect(await statusFor(writer)).toBe(200);
    });

    it('are listed with when they were last used, and never shown again', async () => {
      const token = await makeToken(env, '--principal', 'eve');
      await callTool(await connect(one, token), 'openclaw_task_list');
      const listed = async () => {
        const { stdout } = await runProgram(['token', 'list', '--json'], env);
        expect(stdout).not.toContain(token.token);
        const { tokens } = JSON.parse(stdout) as { tokens: { id: string; lastUsedAt?: string }[] };
        return tokens.find(({ id }) => id === token.id);
      };
      await expect.poll(listed).toMatchObject({ state: 'active', lastUsedAt: expect.stringMatching(/Z$/) });
      await revokeToken(env, token);
      expect(await listed()).toMatchObject({ state: 'revoked', revokedAt: expect.stringMatching(/Z$/) });
    });

    it('are in no log', () => {
      const logs = [one, other].map(({ program }) => program.stderr() + program.stdout()).join('');
      expect(logs).toContain('serving MCP');
      expect(logs).not.toMatch(/cbt_/);
    });
  });
}
