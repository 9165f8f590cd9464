import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../journeys/clients.ts';
import { makeHome } from '../journeys/program.ts';
import { connectByMcpRemote } from './clients/mcp-remote.ts';

/** What people put in front of clients that can only spawn a server. */
describe('mcp-remote', () => {
  const home = makeHome();
  let gateway: Simulator;
  let server: RunningServer;
  beforeAll(async () => {
    gateway = await startSimulator();
    server = await startServer({
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
    });
  });
  afterAll(async () => {
    await server.stop();
    await gateway.stop();
    home.remove();
  });

  it.each(['mcp', 'sse'])('lets a client that it serves over stdio ask OpenClaw by /%s', async (path) => {
    const client = await connectByMcpRemote(`${server.url}/${path}`, home.path);
    const result = await client.callTool({ name: 'openclaw_chat', arguments: { message: 'hello' } });
    expect(result.structuredContent).toMatchObject({ reply: 'ECHO: hello' });
    await client.close();
  });
});
