import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulator, type Simulator, type SimulatorOptions } from '@clawbridge/simulator';
import { describe, test } from 'vitest';
import { makeHome, runProgram, type Environment, type Home } from './program.ts';

/** A gateway that is not as it should be. */
interface World {
  readonly home: Home;
  simulate(options?: SimulatorOptions): Promise<{ gateway: Simulator; env: Environment }>;
  /** A web server that is no gateway. */
  pretend(handle: Parameters<typeof createServer>[1]): Promise<Environment>;
}

const it = test.extend<{ world: World }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures a fixture needs off its first parameter
  world: async ({}, use) => {
    const home = makeHome();
    const simulators: Simulator[] = [];
    const servers: Server[] = [];
    await use({
      home,
      async simulate(options) {
        const gateway = await startSimulator(options);
        simulators.push(gateway);
        return { gateway, env: environment(home, gateway.httpUrl, gateway.token) };
      },
      async pretend(handle) {
        const server = createServer(handle);
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        servers.push(server);
        return environment(home, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'token');
      },
    });
    for (const gateway of simulators) await gateway.stop();
    for (const server of servers) server.close().closeAllConnections();
    home.remove();
  },
});

function environment(home: Home, url: string, token: string): Environment {
  return { CLAWBRIDGE_HOME: home.path, OPENCLAW_URL: url, OPENCLAW_GATEWAY_TOKEN: token };
}

/** The bridge says what is wrong with a gateway, in words that lead to the cure. */
describe.concurrent('a gateway', () => {
  it.for([['ws'], ['http'], ['auto']])(
    'with another token (%s)',
    async ([outlet = ''], { world, expect }) => {
      const { env } = await world.simulate();
      const wrong = { ...env, OPENCLAW_GATEWAY_TOKEN: 'wrong-token-123', CLAWBRIDGE_OUTLET: outlet };
      const { code, stderr } = await runProgram(['chat', 'x'], wrong);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/does not accept the token.*OPENCLAW_GATEWAY_TOKEN/),
      });
      expect(stderr).not.toContain('wrong-token-123');
      const doctor = await runProgram(['doctor'], wrong);
      expect(doctor).toMatchObject({ code: 1, stdout: expect.stringContaining('does not accept the token') });
      expect(doctor.stdout).not.toContain('wrong-token-123');
    },
  );

  it('far away, that wants the device paired: the exact command is told, and works', async ({
    world,
    expect,
  }) => {
    const { gateway, env } = await world.simulate({ remote: true, chatCompletions: false });
    const first = await runProgram(['chat', 'x'], env);
    const [, requestId = ''] = /openclaw devices approve (\S+)/.exec(first.stderr) ?? [];
    expect(first.code).toBe(1);
    expect(gateway.pendingDevices()).toMatchObject([{ requestId }]);
    gateway.approveDevice(requestId);
    expect(await runProgram(['chat', 'paired'], env)).toMatchObject({ code: 0, stdout: 'ECHO: paired\n' });
  });

  it('far away and not paired, with HTTP open: the answer comes over HTTP, and status says why', async ({
    world,
    expect,
  }) => {
    const { env } = await world.simulate({ remote: true });
    expect(await runProgram(['chat', 'x'], env)).toMatchObject({ code: 0, stdout: 'ECHO: x\n' });
    const doctor = await runProgram(['doctor'], env);
    expect(doctor).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/! .*WebSocket.*paired first[^]*✓ .*HTTP/),
    });
  });

  it('behind a proxy without WebSocket: HTTP is used', async ({ world, expect }) => {
    const { env } = await world.simulate({ webSocket: false });
    expect(await runProgram(['chat', 'x'], env)).toMatchObject({ code: 0, stdout: 'ECHO: x\n' });
    expect(await runProgram(['chat', 'x', '--outlet', 'ws'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no OpenClaw WebSocket'),
    });
  });

  it('whose chat completions are switched off: the switch is named', async ({ world, expect }) => {
    const { env } = await world.simulate({ chatCompletions: false });
    expect(await runProgram(['chat', 'x', '--outlet', 'http'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('gateway.http.endpoints.chatCompletions.enabled'),
    });
  });

  it('that is down: doctor finds the hop', async ({ world, expect }) => {
    const env = environment(world.home, 'http://127.0.0.1:9', 'x');
    expect(await runProgram(['doctor'], env)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /✓ Node[^]*✓ Store[^]*✗ Instance default: 127\.0\.0\.1:9 does not accept connections[^]*→ Is OpenClaw running/,
      ),
    });
  });

  it('with a name nobody knows', async ({ world, expect }) => {
    const env = environment(world.home, 'http://no-such-host.invalid:18789', 'x');
    const { stderr } = await runProgram(['chat', 'x', '--outlet', 'http'], env);
    expect(stderr).toMatch(/the host name is unknown|the name server does not answer/);
  });

  it('that is a web page', async ({ world, expect }) => {
    const env = await world.pretend((_, response) =>
      response.setHeader('content-type', 'text/html').end('<h1>Hello</h1>'),
    );
    const { code, stderr } = await runProgram(['chat', 'x'], env);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/no OpenClaw WebSocket|not JSON/),
    });
    expect(await runProgram(['chat', 'x', '--outlet', 'http'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('text/html'),
    });
  });

  it('that answers with nothing, with half an answer, or with something else', async ({ world, expect }) => {
    const bodies: Record<string, [string, string]> = {
      '{}': ['application/json', '{}'],
      nothing: ['text/event-stream', 'data: [DONE]\n\n'],
      half: ['text/event-stream', 'data: {"choices":[{"delta":{"content":"half an ans'],
      noise: ['text/event-stream', 'data: bzzzt\n\n'],
    };
    const env = await world.pretend((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        const word = (JSON.parse(body) as { messages: { content: string }[] }).messages[0]?.content ?? '';
        const [type, text] = bodies[word] ?? ['text/plain', 'what?'];
        response.setHeader('content-type', type).end(text);
      });
    });
    const say = async (word: string) => (await runProgram(['chat', word, '--outlet', 'http'], env)).stderr;
    expect(await say('{}')).toContain('without an answer');
    expect(await say('nothing')).toContain('without an answer');
    expect(await say('half')).toContain('broke before the answer was whole');
    expect(await say('noise')).toContain('not JSON');
    expect(await say('else')).toContain('text/plain');
  });

  it('that accepts and never answers: the time limit ends it', async ({ world, expect }) => {
    const env = await world.pretend(() => {});
    const begun = Date.now();
    expect(await runProgram(['chat', 'x', '--outlet', 'http', '--timeout', '1000'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('timed out after 1000ms'),
    });
    expect(Date.now() - begun).toBeLessThan(8_000);
  });

  it('among others that work: they go on', async ({ world, expect }) => {
    const { gateway, env } = await world.simulate();
    const instances = JSON.stringify([
      { name: 'broken', url: 'http://127.0.0.1:9', default: true },
      { name: 'fine', url: gateway.httpUrl, token: gateway.token },
    ]);
    expect(
      await runProgram(['chat', 'x', '--instance', 'fine'], { ...env, OPENCLAW_INSTANCES: instances }),
    ).toMatchObject({
      code: 0,
      stdout: 'ECHO: x\n',
    });
  });
});
