import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../journeys/clients.ts';
import { BIN, makeHome, type Environment } from '../journeys/program.ts';
import { createClaudeCode } from './clients/claude-code.ts';

/** The most used agent, with a model that does as the test says. */
describe('Claude Code', () => {
  const claude = createClaudeCode();
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
    claude.remove();
    await server.stop();
    await gateway.stop();
    home.remove();
  });

  describe.each([
    {
      way: 'stdio',
      config: () => ({ type: 'stdio', command: process.execPath, args: [BIN], env }),
    },
    { way: 'Streamable HTTP', config: () => ({ type: 'http', url: `${server.url}/mcp` }) },
    { way: 'WebSocket', config: () => ({ type: 'ws', url: `${server.url.replace('http', 'ws')}/mcp` }) },
    { way: 'legacy SSE', config: () => ({ type: 'sse', url: `${server.url}/sse` }) },
  ])('over $way', ({ way, config }) => {
    const name = way.replaceAll(' ', '-');

    it('connects', async () => {
      const added = await claude.mcp('add-json', name, JSON.stringify(config()));
      expect(added).toMatchObject({ code: 0 });
      expect((await claude.mcp('get', name)).stdout).toContain('Connected');
    });

    it('lets its agent ask OpenClaw, and gives the reply to the model', async () => {
      const call = { name: 'openclaw_chat', input: { message: `hello over ${way}` } };
      const { stdout } = await claude.callTool(name, call);
      expect(stdout).toContain(`ECHO: hello over ${way}`);
    });
  });
});
