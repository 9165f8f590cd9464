import type { Client } from '@modelcontextprotocol/client';
import { makeHome } from '../../journeys/program.ts';
import { runPeer } from '../peer.ts';
import { createClaudeCode, HAS_TERMINALS } from './claude-code.ts';
import type { FakeBrowser } from './fake-browser.ts';
import { connectByMcpRemote } from './mcp-remote.ts';
import { createSdkUser } from './sdk-client.ts';

/** A real client on a machine of its own, where nobody has used it yet. */
export interface SigningClient {
  /** Asks OpenClaw through the MCP endpoint at `url`, signing in if it must; resolves with what it shows in the end. */
  ask(url: string, message: string): Promise<string>;
  remove(): void;
}

export interface ClientRow {
  readonly name: string;
  create(browser: FakeBrowser): SigningClient;
  /** Has this system what it needs? */
  readonly canRun: boolean;
  /** Does it end when it is denied? Else it waits on, for somebody who changes their mind. */
  readonly takesNo: boolean;
}

/** No system but Windows starts a browser by a name on the PATH. */
const CAN_FAKE_BROWSERS = process.platform !== 'win32';

/** The first three open a browser and wait for it to come back to them; the others know it by where it ends. */
export const signingClients: readonly ClientRow[] = [
  { name: 'Claude Code', create: signingClaudeCode, canRun: HAS_TERMINALS, takesNo: true },
  { name: 'mcp-remote', create: signingMcpRemote, canRun: CAN_FAKE_BROWSERS, takesNo: false },
  { name: 'the MCP Inspector', create: signingInspector, canRun: CAN_FAKE_BROWSERS, takesNo: true },
  signingSdk('the SDK on a web site, as in Claude.ai', 'https://claude.ai/api/mcp/auth_callback'),
  signingSdk('the SDK on a web site, as in ChatGPT', 'https://chatgpt.com/connector/oauth/abc123'),
  signingSdk('the SDK in an app, as in Cursor', 'cursor://anysphere.cursor-mcp/oauth/callback'),
];

function signingClaudeCode(browser: FakeBrowser): SigningClient {
  const claude = createClaudeCode();
  return {
    async ask(url, message) {
      const known = await claude.mcp('list');
      if (!known.stdout.includes(url)) await claude.mcp('add', '--transport', 'http', 'bridge', url);
      const { stdout } = await claude.mcp('get', 'bridge');
      if (stdout.includes('Needs authentication')) await claude.login('bridge', browser);
      const said = await claude.callTool('bridge', { name: 'openclaw_chat', input: { message } });
      return said.stdout;
    },
    remove: claude.remove,
  };
}

function signingMcpRemote(browser: FakeBrowser): SigningClient {
  const home = makeHome();
  return {
    ask: async (url, message) => await askBy(await connectByMcpRemote(url, home.path, browser.env), message),
    remove: home.remove,
  };
}

function signingInspector(browser: FakeBrowser): SigningClient {
  const home = makeHome();
  return {
    async ask(url, message) {
      const { stdout, stderr } = await inspect(home.path, url, message, browser);
      return stdout + stderr;
    },
    remove: home.remove,
  };
}

function inspect(home: string, url: string, message: string, browser: FakeBrowser) {
  const target = ['--cli', url, '--transport', 'http', '--protocol-era', 'auto', '--format', 'json'];
  const call = ['--method', 'tools/call', '--tool-name', 'openclaw_chat', '--tool-arg', `message=${message}`];
  return runPeer(
    '@modelcontextprotocol/inspector/clients/launcher/build/index.js',
    [...target, '--callback-url', 'http://127.0.0.1:0/oauth/callback', ...call],
    home,
    { ...browser.env, MCP_AUTO_OPEN_ENABLED: 'true', MCP_INSPECTOR_SECRET_STORE: 'file' },
  );
}

function signingSdk(name: string, redirectUrl: string): ClientRow {
  return {
    name,
    canRun: true,
    takesNo: true,
    create(browser) {
      const user = createSdkUser({ redirectUrl }, browser);
      return { ask: async (url, message) => await askBy(await user.connect(url), message), remove() {} };
    },
  };
}

async function askBy(client: Client, message: string): Promise<string> {
  const result = await client.callTool({ name: 'openclaw_chat', arguments: { message } });
  await client.close();
  return JSON.stringify(result);
}
