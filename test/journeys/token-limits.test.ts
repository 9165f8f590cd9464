import { startSimulator, type Simulator } from '@clawbridge/simulator';
import type { Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHAT_TOOLS, CONVERSATION_TOOLS } from '../../packages/bridge/src/mcp/tools/tool-names.fixture.ts';
import { startServer, type RunningServer } from './clients.ts';
import { makeHome, type Environment } from './program.ts';
import { callTool, connectWithToken, DOORS, makeToken, type DoorName } from './with-token.ts';

/** Stands in everything the token must not show. */
const HIDDEN = 'classified';

const ALLOWED = 'agent:main:shared:a';

/** Of the allowed instance, but not of the allowed sessions; of another agent; of another instance. */
const FORBIDDEN = ['agent:main:private:b', 'agent:other:shared:c'] as const;

/** What every tool is asked for that the token does not allow; `INSTANCE` is one it must not know of. */
const PROBES: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  openclaw_chat: [
    { message: 'x', session_id: 'private:b' },
    { message: 'x', session_id: 'agent:other:shared:c' },
    { message: 'x', session_id: ALLOWED, instance: 'INSTANCE' },
  ],
  openclaw_status: [{ instance: 'INSTANCE' }],
  openclaw_chat_async: [
    { message: 'x', session_id: 'private:b' },
    { message: 'x', session_id: ALLOWED, instance: 'INSTANCE' },
    { message: 'x', session_id: ALLOWED, notify: ['telegram:1'] },
  ],
  openclaw_task_status: [{ task_id: 'TASK' }, { task_id: 'TASK', wait_ms: 10 }],
  openclaw_task_list: [{}, { session_id: 'private:b' }, { instance: 'INSTANCE' }],
  openclaw_task_cancel: [{ task_id: 'TASK' }],
  openclaw_instances: [{}],
  conversations_list: [{}, { search: HIDDEN }, { include_unrouted: true }, { instance: 'INSTANCE' }],
  conversation_get: [{ session_key: 'KEY' }, { session_key: ALLOWED, instance: 'INSTANCE' }],
  messages_read: [{ session_key: 'KEY' }, { session_key: ALLOWED, instance: 'INSTANCE' }],
  attachments_fetch: [
    { session_key: 'KEY', message_id: 'm' },
    { session_key: ALLOWED, message_id: 'm', instance: 'INSTANCE' },
  ],
  events_poll: [{ limit: 200 }, { session_key: 'KEY' }, { instance: 'INSTANCE' }],
  events_wait: [
    { session_key: 'KEY', timeout_ms: 50 },
    { instance: 'INSTANCE', timeout_ms: 50 },
  ],
  messages_send: [
    { session_key: 'KEY', text: 'x' },
    { session_key: ALLOWED, text: 'x', instance: 'INSTANCE' },
  ],
  permissions_list_open: [{}, { instance: 'INSTANCE' }],
  permissions_respond: [
    { kind: 'exec', id: 'APPROVAL', decision: 'deny' },
    { kind: 'exec', id: 'APPROVAL' },
    { kind: 'exec', id: 'APPROVAL', decision: 'deny', instance: 'INSTANCE' },
  ],
};

/** A token that is held to one instance, one agent and one beginning of session keys, where there is more. */
describe('a token that is held to some of what there is', () => {
  const home = makeHome();
  let gateway: Simulator;
  let vault: Simulator;
  let server: RunningServer;
  let env: Environment;
  let owner: Client;
  let token: string;
  let hiddenTasks: readonly string[];
  let approval: string;

  beforeAll(async () => {
    [gateway, vault] = await Promise.all([startSimulator(), startSimulator()]);
    env = {
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_INSTANCES: JSON.stringify([
        { name: 'vault', url: vault.httpUrl, token: vault.token, default: true },
        { name: 'home', url: gateway.httpUrl, token: gateway.token },
      ]),
      AUTH_ENABLED: 'true',
      CLAWBRIDGE_AUTH_MODE: 'token',
      CLAWBRIDGE_MODE: 'admin',
    };
    server = await startServer(env);
    const full = await makeToken(env, '--scopes', 'read,chat,approve,admin');
    owner = await connectWithToken(server.url, full.token);
    const limits = ['--only-instances', 'home', '--only-agents', 'main', '--only-sessions', 'shared'];
    ({ token } = await makeToken(env, '--scopes', 'read,chat,approve,admin', ...limits));
    seed();
    hiddenTasks = await Promise.all([
      asked({ message: HIDDEN, instance: 'home', session_id: 'private:b' }),
      asked({ message: HIDDEN, instance: 'home', session_id: 'agent:other:shared:c' }),
      asked({ message: HIDDEN, instance: 'vault', session_id: ALLOWED }),
    ]);
    await asked({ message: 'open', instance: 'home', session_id: ALLOWED });
    await callTool(owner, 'openclaw_chat_async', {
      message: `/approve echo ${HIDDEN}`,
      instance: 'home',
      session_id: 'private:b',
    });
    approval = await waitingApproval();
  });
  afterAll(async () => {
    await owner.close();
    await server.stop();
    await Promise.all([gateway.stop(), vault.stop()]);
    home.remove();
  });

  function seed(): void {
    const route = { channel: 'telegram', to: '1' };
    gateway.seedConversation({ sessionKey: ALLOWED, displayName: 'Open', ...route });
    for (const sessionKey of FORBIDDEN)
      gateway.seedConversation({ sessionKey, displayName: `Chat ${HIDDEN}`, ...route });
    vault.seedConversation({ sessionKey: ALLOWED, displayName: `Chat ${HIDDEN}`, ...route });
    gateway.receive({ sessionKey: ALLOWED, text: 'open' });
    for (const sessionKey of FORBIDDEN) gateway.receive({ sessionKey, text: HIDDEN });
    vault.receive({ sessionKey: ALLOWED, text: HIDDEN });
  }
  /** The id of the task, which may have failed: there is no other agent. */
  async function asked(args: object): Promise<string> {
    const { text } = await callTool(owner, 'openclaw_chat', args);
    const [id] = /task_[\w-]+/.exec(text) ?? [];
    expect(id, text).toBeDefined();
    return id ?? '';
  }
  async function waitingApproval(): Promise<string> {
    const find = async () => {
      const { data } = await callTool(owner, 'permissions_list_open');
      return (data['approvals'] as readonly { id: string }[])[0]?.id;
    };
    return (await vi.waitUntil(find, { timeout: 10_000, interval: 100 })) ?? '';
  }

  /** Each probe with everything it can be filled in with. */
  function filled(probe: Readonly<Record<string, unknown>>, instance: string): readonly object[] {
    const text = JSON.stringify(probe).replace('INSTANCE', instance).replace('APPROVAL', approval);
    const [word, values] = text.includes('KEY') ? ['KEY', FORBIDDEN] : ['TASK', hiddenTasks];
    const texts = text.includes(word) ? values.map((value) => text.replace(word, value)) : [text];
    return texts.map((one) => JSON.parse(one) as object);
  }
  /** What was told, without what names each call. */
  const toldAlike = (told: object) => JSON.stringify(told).replaceAll(/"request_id\\+":\\+"[\w-]+/g, '');
  const isAboutInstance = (probe: object) => Object.values(probe).includes('INSTANCE');

  it('is asked about every tool', () => {
    expect(Object.keys(PROBES)).toEqual([...CHAT_TOOLS, ...CONVERSATION_TOOLS]);
  });

  describe.each(DOORS)('over %s', (door: DoorName) => {
    let client: Client;
    beforeAll(async () => {
      client = await connectWithToken(server.url, token, door);
    });
    afterAll(() => client.close());

    it('is good for what it is held to', async () => {
      const reply = await callTool(client, 'openclaw_chat', { message: 'hello', session_id: ALLOWED });
      expect(reply).toMatchObject({ isError: false, data: { reply: 'ECHO: hello', instance: 'home' } });
      const { data } = await callTool(client, 'conversations_list');
      expect(data['conversations']).toMatchObject([{ sessionKey: ALLOWED, displayName: 'Open' }]);
      const read = await callTool(client, 'messages_read', { session_key: ALLOWED });
      expect(read.text).toContain('open');
      const { data: poll } = await callTool(client, 'events_poll', { limit: 200 });
      expect(JSON.stringify(poll['events'])).toContain('"open"');
      const { data: list } = await callTool(client, 'openclaw_task_list');
      expect(JSON.stringify(list['tasks'])).toContain('shared:a');
    });

    it.each(Object.entries(PROBES))('shows by %s nothing else', async (tool, probes) => {
      for (const probe of probes.filter((one) => !isAboutInstance(one))) {
        for (const args of filled(probe, '')) {
          const { text, data } = await callTool(client, tool, args);
          const shown = `${text} ${JSON.stringify(data)}`;
          for (const secret of [HIDDEN, 'vault', `:${vault.port}`])
            expect(shown.replaceAll(JSON.stringify(args), ''), JSON.stringify(args)).not.toContain(secret);
        }
      }
    });

    it.each(Object.entries(PROBES).filter(([, probes]) => probes.some(isAboutInstance)))(
      'says by %s of the other instance what it says of one there is none of',
      async (tool, probes) => {
        for (const probe of probes.filter(isAboutInstance)) {
          const [real = {}, none = {}] = ['vault', 'voult'].flatMap((name) => filled(probe, name));
          const [told, expected] = [await callTool(client, tool, real), await callTool(client, tool, none)];
          expect(toldAlike(told).replaceAll('vault', 'voult')).toBe(toldAlike(expected));
          expect(JSON.stringify(expected)).not.toContain('vault');
        }
      },
    );

    it('lists and completes no resource but its own', async () => {
      const { resources } = await client.listResources();
      const listed = JSON.stringify(resources);
      expect(listed).toContain(encodeURIComponent(ALLOWED));
      expect(listed).not.toMatch(new RegExp(`vault|${HIDDEN}|private|other`));
      for (const name of ['instance', 'key']) {
        const ref = { type: 'ref/resource' as const, uri: 'openclaw://conversations/{instance}/{key}' };
        const { completion } = await client.complete({ ref, argument: { name, value: '' } });
        expect(completion.values).toEqual([name === 'key' ? ALLOWED : 'home']);
      }
      const ref = { type: 'ref/resource' as const, uri: 'openclaw://tasks/{id}' };
      const { completion } = await client.complete({ ref, argument: { name: 'id', value: '' } });
      expect(completion.values.filter((id) => hiddenTasks.includes(id))).toEqual([]);
    });

    it('reads no resource but its own', async () => {
      const read = async (uri: string) => JSON.stringify((await client.readResource({ uri })).contents);
      expect(await read(`openclaw://conversations/home/${ALLOWED}`)).toContain('open');
      expect(await read('openclaw://instances')).not.toContain('vault');
      const uris = [
        ...FORBIDDEN.map((key) => `openclaw://conversations/home/${key}`),
        `openclaw://conversations/vault/${ALLOWED}`,
        ...hiddenTasks.map((id) => `openclaw://tasks/${id}`),
      ];
      for (const uri of uris) await expect(read(uri), uri).rejects.toMatchObject({ code: -32_602 });
    });
  });

  it('has done nothing of what it was asked', async () => {
    const turns = [...gateway.turns, ...vault.turns];
    expect(turns.filter(({ message }) => message === 'x')).toEqual([]);
    expect([...gateway.sent, ...vault.sent]).toEqual([]);
    expect(await waitingApproval()).toBe(approval);
  });
});
