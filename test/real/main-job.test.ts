import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ways, type Connected } from '../journeys/clients.ts';
import { makeHome, runProgram, startProgram, type Environment } from '../journeys/program.ts';
import { startProxy } from '../proxy.ts';
import { startRealGateway, type RealGateway } from './real-gateway.ts';

type Client = Connected['client'];

let gateway: RealGateway;

beforeAll(async () => {
  gateway = await startRealGateway({ exec: 'full' });
});
afterAll(async () => {
  await gateway.stop();
});

function environment(home: string): Environment {
  return { CLAWBRIDGE_HOME: home, OPENCLAW_URL: gateway.httpUrl, OPENCLAW_GATEWAY_TOKEN: gateway.token };
}

/** An MCP client asks, a real agent run answers. */
describe.each(ways)('a real OpenClaw, asked over $name', (way) => {
  const home = makeHome();
  let connected: Connected;
  let client: Client;

  beforeAll(async () => {
    connected = await way.connect(environment(home.path));
    client = connected.client;
  });
  afterAll(async () => {
    await connected.close();
    home.remove();
  });

  const call = async (name: string, args: Record<string, unknown>, options = {}) =>
    await client.callTool({ name, arguments: args }, options);

  it('answers, and goes on in the conversation', async () => {
    const first = await call('openclaw_chat', { message: 'hello' });
    expect(first.structuredContent).toMatchObject({
      reply: 'ECHO: hello',
      instance: 'default',
      model: 'echo',
      finish_reason: 'stop',
      usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
    });
    const { session_id } = first.structuredContent as { session_id: string };
    const second = await call('openclaw_chat', { message: 'and on', session_id });
    expect(second.structuredContent).toMatchObject({ reply: 'ECHO: and on', session_id });
  });

  it('shows its work: the text as it grows, and the tool in use', async () => {
    const seen: string[] = [];
    const onprogress = ({ message = '' }: { message?: string }) => seen.push(message);
    await call('openclaw_chat', { message: '/slow 8 150' }, { onprogress });
    expect(seen.some((message) => message.startsWith('w0 w1'))).toBe(true);
    await call('openclaw_chat', { message: '/tool sleep 1' }, { onprogress });
    expect(seen.some((message) => message.includes('[using exec]'))).toBe(true);
  });

  it('is stopped by cancelling the call', async () => {
    const stop = new AbortController();
    const session_id = `stop-${way.name.replaceAll(/\W+/g, '-')}`;
    const calling = call(
      'openclaw_chat',
      { message: '/slow 300 100', session_id },
      { signal: stop.signal, onprogress: () => stop.abort() },
    );
    await expect(calling).rejects.toThrow(/abort/i);
    const next = await call('openclaw_chat', { message: 'next', session_id });
    expect(next.structuredContent).toMatchObject({ reply: 'ECHO: next' });
  });

  it('tells how it is', async () => {
    expect((await call('openclaw_status', {})).structuredContent).toMatchObject({
      status: 'ok',
      outlet: 'ws',
      version: '2026.9.6',
      scopes: expect.arrayContaining(['operator.write']),
    });
  });
});

describe('a real OpenClaw, on a bad day', () => {
  it('answers although the bridge that asked was killed', async () => {
    const home = makeHome();
    const env = environment(home.path);
    const asking = startProgram(['chat', '/slow 80 100'], env);
    const begun = async () => {
      const { stdout } = await runProgram(['task', 'list', '--json'], env);
      const { tasks } = JSON.parse(stdout) as { tasks: { id: string; progress?: object }[] };
      return tasks.find(({ progress }) => progress !== undefined)?.id;
    };
    const id = (await vi.waitUntil(begun, { timeout: 20_000, interval: 200 })) ?? '';
    asking.process.kill('SIGKILL');
    await asking.ended;
    const waited = await runProgram(['task', 'wait', id], env);
    expect(waited).toMatchObject({ code: 0, stdout: expect.stringMatching(/^w0 w1 .* w79\n$/) });
    home.remove();
  });

  it('is found by its own config when nothing is set', async () => {
    const home = makeHome();
    const env = { CLAWBRIDGE_HOME: home.path, OPENCLAW_STATE_DIR: gateway.stateDir };
    expect(await runProgram(['chat', 'found'], env)).toMatchObject({ code: 0, stdout: 'ECHO: found\n' });
    home.remove();
  });

  it('is checked hop by hop', async () => {
    const home = makeHome();
    const doctor = await runProgram(['doctor'], environment(home.path));
    expect(doctor).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /✓ Instance default, WebSocket: .*OpenClaw 2026\.9\.6[^]*✓ Instance default, HTTP/,
      ),
    });
    home.remove();
  });
});

describe('a real OpenClaw, far away', () => {
  it('wants the device paired, and the command we tell does it', async () => {
    const far = await startRealGateway({ trustedProxy: true });
    const proxy = await startProxy(far.port, 'X-Forwarded-For: 203.0.113.9');
    const home = makeHome();
    const env = {
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: `http://127.0.0.1:${proxy.port}`,
      OPENCLAW_GATEWAY_TOKEN: far.token,
    };
    const first = await runProgram(['chat', 'hello', '--outlet', 'ws'], env);
    const [, command = ''] = /run: openclaw (devices approve \S+)/.exec(first.stderr) ?? [];
    expect(first).toMatchObject({ code: 1, stderr: expect.stringContaining('paired first') });
    expect(await runProgram(['chat', 'meanwhile'], env)).toMatchObject({
      code: 0,
      stdout: 'ECHO: meanwhile\n',
    });
    await far.command(...command.split(' '));
    expect(await runProgram(['chat', 'hello', '--outlet', 'ws'], env)).toMatchObject({
      code: 0,
      stdout: 'ECHO: hello\n',
    });
    home.remove();
    await proxy.close();
    await far.stop();
  });
});
