import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { CONVERSATION_TOOLS } from '../../packages/bridge/src/mcp/tools/tool-names.fixture.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BIN, makeHome, runProgram, startProgram, type Environment, type Home } from './program.ts';

/** Command lines that people have from `openclaw mcp serve`, and decisions from the terminal. */
describe('in place of openclaw mcp serve', () => {
  let home: Home;
  let gateway: Simulator;
  let client: Client | undefined;

  beforeAll(async () => {
    home = makeHome();
    gateway = await startSimulator();
  });
  afterEach(async () => {
    await client?.close();
    client = undefined;
  });
  afterAll(async () => {
    await gateway.stop();
    home.remove();
  });

  /** A client of `clawbridge mcp serve` with these flags and nothing in its environment. */
  async function serve(...flags: string[]): Promise<Client> {
    const { PATH = '', HOME = '' } = process.env;
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [BIN, 'mcp', 'serve', '--url', gateway.wsUrl, ...flags],
      env: { PATH, HOME, CLAWBRIDGE_HOME: home.path },
      stderr: 'ignore',
    });
    client = new Client({ name: 'journey', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
    await client.connect(transport);
    return client;
  }

  const toolsOf = async (one: Client) => (await one.listTools()).tools.map(({ name }) => name);

  it('offers its nine tools, with its flags', async () => {
    const file = join(home.path, 'token');
    writeFileSync(file, `${gateway.token}\n`);
    const one = await serve('--token-file', file, '--claude-channel-mode', 'off', '--verbose');
    expect(await toolsOf(one)).toEqual(CONVERSATION_TOOLS);
    expect(one.getServerCapabilities()).not.toHaveProperty('experimental');
  });

  it('offers the channel to every client unless it is off, and other tools when asked for', async () => {
    const one = await serve('--token', gateway.token, '--tools', 'chat');
    expect(await toolsOf(one)).toContain('openclaw_chat');
    await one.close();
    const two = await serve('--token', gateway.token);
    expect(two.getServerCapabilities()).toMatchObject({ experimental: { 'claude/channel': {} } });
  });

  it('listens as soon as the client is there, before anybody asks', async () => {
    // The channel would listen, too.
    await serve('--token', gateway.token, '--claude-channel-mode', 'off');
    await expect.poll(() => gateway.connections()).toBeGreaterThan(0);
  });

  it('offers what the mode allows, and only the conversations of the lists', async () => {
    gateway.seedConversation({ sessionKey: 'agent:main:telegram:group:1', channel: 'telegram', to: '1' });
    gateway.seedConversation({ sessionKey: 'agent:main:whatsapp:2', channel: 'whatsapp', to: '2' });
    const one = await serve('--token', gateway.token, '--mode', 'read', '--allow-channels', 'Telegram');
    expect(await toolsOf(one)).not.toContain('messages_send');
    const { structuredContent } = await one.callTool({ name: 'conversations_list', arguments: {} });
    expect(structuredContent).toMatchObject({ conversations: [{ channel: 'telegram' }] });
    const arguments_ = { session_key: 'agent:main:telegram:group:1', text: 'hello' };
    const refused = await one.callTool({ name: 'messages_send', arguments: arguments_ });
    expect(refused).toMatchObject({ isError: true });
    expect(gateway.sent).toEqual([]);
  });

  it('refuses a token and its file at once, in the words of the command line', async () => {
    const ended = await runProgram(['mcp', 'serve', '--token', 'a', '--token-file', 'b'], {
      CLAWBRIDGE_HOME: home.path,
    });
    expect(ended).toMatchObject({
      code: 78,
      stdout: '',
      stderr: 'clawbridge: Both --token and --token-file are given; keep one.\n',
    });
  });

  it('decides from the terminal what an agent waits for', async () => {
    const approver = await serve('--token', gateway.token, '--mode', 'admin');
    // Answered over a connection that may decide: from now on the gateway has somebody to ask.
    await approver.callTool({ name: 'permissions_list_open', arguments: {} });
    const env: Environment = {
      CLAWBRIDGE_HOME: home.path,
      CLAWBRIDGE_MODE: 'admin',
      OPENCLAW_URL: gateway.wsUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
    };
    for (const [verb, decision] of [
      ['deny', 'deny'],
      ['allow', 'allow-once'],
    ] as const) {
      const asking = startProgram(['chat', `/approve touch ${verb}`], env);
      const open = async () => {
        const { stdout } = await runProgram(['approvals', '--json'], env);
        return (JSON.parse(stdout) as { approvals: { id: string; what: string }[] }).approvals;
      };
      await expect.poll(open, { timeout: 10_000 }).toMatchObject([{ what: `touch ${verb}` }]);
      const [{ id } = expect.fail('nothing waits')] = await open();
      expect(await runProgram(['approvals'], env)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(new RegExp(`^${id} {2}default {2}exec .* touch ${verb}\\n$`)),
      });
      expect(await runProgram(['approvals', verb, id.slice(0, 8)], env)).toMatchObject({
        code: 0,
        stdout: `${id} ${decision}\n`,
      });
      const { stderr } = await asking.ended;
      expect(stderr).toContain(
        `Waits for your approval: touch ${verb} — clawbridge approvals allow ${id.slice(0, 8)} --mode admin\n`,
      );
    }
    expect(await runProgram(['approvals'], env)).toMatchObject({
      code: 0,
      stdout: 'No approval waits for a decision.\n',
      stderr: '',
    });
    expect(await runProgram(['approvals', 'allow', 'nonesuch'], env)).toMatchObject({ code: 1 });
  });
});
