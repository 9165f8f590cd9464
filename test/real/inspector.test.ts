import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../journeys/clients.ts';
import { BIN, makeHome, type Environment } from '../journeys/program.ts';
import { runPeer } from './peer.ts';

interface Answer {
  readonly result: {
    /** Only the answers of the stateless era say which server they come from. */
    readonly _meta?: object;
    readonly tools?: readonly { readonly name: string }[];
    readonly content?: readonly { readonly text: string }[];
    readonly isError?: boolean;
  };
}

/** The official client on the command line, over every transport and in both protocol eras. */
describe('the MCP Inspector', () => {
  const home = makeHome();
  let gateway: Simulator;
  let env: Environment;
  let server: RunningServer;
  beforeAll(async () => {
    gateway = await startSimulator();
    env = {
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
    };
    server = await startServer(env);
  });
  afterAll(async () => {
    await server.stop();
    await gateway.stop();
    home.remove();
  });

  const inspect = async (target: readonly string[], ...method: readonly string[]) => {
    const args = ['--cli', ...target, '--format', 'json', '--method', ...method];
    const ending = await runPeer(
      '@modelcontextprotocol/inspector/clients/launcher/build/index.js',
      args,
      home.path,
    );
    expect({ code: ending.code, stderr: ending.stderr.slice(0, 2000) }).toMatchObject({ code: 0 });
    return (JSON.parse(ending.stdout) as Answer).result;
  };
  const overHttp = (era: string) => [`${server.url}/mcp`, '--transport', 'http', '--protocol-era', era];
  const overSse = () => [`${server.url}/sse`, '--transport', 'sse'];
  const overStdio = (era: string) => {
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    return [process.execPath, BIN, '--transport', 'stdio', '--protocol-era', era, ...variables];
  };

  describe.each([
    { way: 'stdio, sessions era', target: () => overStdio('legacy'), stateless: false },
    { way: 'stdio, stateless era', target: () => overStdio('modern'), stateless: true },
    { way: 'Streamable HTTP, sessions era', target: () => overHttp('legacy'), stateless: false },
    { way: 'Streamable HTTP, stateless era', target: () => overHttp('modern'), stateless: true },
    { way: 'legacy SSE', target: overSse, stateless: false },
  ])('over $way', ({ target, stateless }) => {
    it('lists the tools and finds their schemas portable', async () => {
      const { tools } = await inspect(target(), 'tools/list', '--strict');
      expect(tools?.map(({ name }) => name)).toContain('openclaw_chat');
    });

    it('speaks the era it was told', async () => {
      const { _meta } = await inspect(target(), 'tools/call', '--tool-name', 'openclaw_instances');
      expect(_meta !== undefined).toBe(stateless);
    });

    // In the stateless era it declares MCP Tasks: it gets a handle and polls, and the result in a task has no `_meta`.
    it('asks OpenClaw and gets the reply', async () => {
      const call = ['--tool-name', 'openclaw_chat', '--tool-arg', 'message=hello'];
      const result = await inspect(target(), 'tools/call', ...call);
      expect(result.isError ?? false).toBe(false);
      expect(result.content?.[0]?.text).toBe('ECHO: hello');
      expect(result).not.toHaveProperty('_meta');
    });
  });
});
