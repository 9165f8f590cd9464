import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHome } from '../journeys/program.ts';
import { createClaudeCode } from './clients/claude-code.ts';
import { startGuardedBridge, type GuardedBridge } from './clients/guarded-bridge.ts';
import { connectByMcpRemote } from './clients/mcp-remote.ts';
import { runPeer } from './peer.ts';

/** For clients, and people, that would rather not sign in. */
describe('with a token that was made by hand', () => {
  const home = makeHome();
  let bridge: GuardedBridge;
  let header: string;
  beforeAll(async () => {
    bridge = await startGuardedBridge();
    header = `Authorization: Bearer ${await bridge.makeToken()}`;
  });
  afterAll(async () => {
    await bridge.stop();
    home.remove();
  });

  it.each(['http', 'sse'])(
    'Claude Code asks OpenClaw over %s, and is told what is missing without',
    async (transport) => {
      const claude = createClaudeCode();
      const url = transport === 'http' ? bridge.url : `${bridge.issuer}/sse`;
      await claude.mcp('add', '--transport', transport, 'without', url);
      await claude.mcp('add', '--transport', transport, 'with', url, '--header', header);
      const { stdout } = await claude.mcp('list');
      expect(stdout).toMatch(/without: .*Needs authentication/);
      expect(stdout).toMatch(/with: .*Connected/);
      const said = await claude.callTool('with', { name: 'openclaw_chat', input: { message: 'hello' } });
      expect(said.stdout).toContain('ECHO: hello');
      claude.remove();
    },
  );

  it('mcp-remote lets a client ask that it serves over stdio', async () => {
    const client = await connectByMcpRemote(bridge.url, home.path, {}, ['--header', header]);
    const result = await client.callTool({ name: 'openclaw_chat', arguments: { message: 'hello' } });
    expect(result.structuredContent).toMatchObject({ reply: 'ECHO: hello' });
    await client.close();
  });

  it('the MCP Inspector asks OpenClaw, and says by its exit code that it may not without', async () => {
    const args = ['--cli', bridge.url, '--transport', 'http', '--format', 'json', '--stored-auth-only'];
    const call = ['--method', 'tools/call', '--tool-name', 'openclaw_chat', '--tool-arg', 'message=hello'];
    const inspect = (...more: readonly string[]) =>
      runPeer(
        '@modelcontextprotocol/inspector/clients/launcher/build/index.js',
        [...args, ...more, ...call],
        home.path,
      );
    expect(await inspect()).toMatchObject({ code: 3 });
    const { code, stdout } = await inspect('--header', header);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('ECHO: hello') });
  });
});
