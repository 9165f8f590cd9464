import type { Client } from '@modelcontextprotocol/client';
import { makeHome, type Ending } from '../../journeys/program.ts';
import { freePort } from '../../free-port.ts';
import { runPeer } from '../peer.ts';
import { CLAUDE_CODE, INSPECTOR, SITE } from './client-documents.ts';
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
  /** Its id, if it has one of its own. Without one it registers. */
  readonly document?: string;
  create(browser: FakeBrowser): SigningClient;
  /** Has this system what it needs? */
  readonly canRun: boolean;
  /** Does it end when it is denied? Else it waits on, for somebody who changes their mind. */
  readonly takesNo: boolean;
}

/** No system but Windows starts a browser by a name on the PATH. */
const CAN_FAKE_BROWSERS = process.platform !== 'win32';

export const signingClients: readonly ClientRow[] = [
  {
    name: 'Claude Code',
    document: CLAUDE_CODE,
    create: signingClaudeCode,
    canRun: HAS_TERMINALS,
    takesNo: true,
  },
  { name: 'mcp-remote', create: signingMcpRemote, canRun: CAN_FAKE_BROWSERS, takesNo: false },
  signingInspector('the MCP Inspector'),
  signingInspector('the MCP Inspector with a document', INSPECTOR),
  signingSdk('the SDK on a web site, as in Claude.ai', 'https://claude.ai/api/mcp/auth_callback'),
  signingSdk('the SDK on a web site, as in ChatGPT', 'https://chatgpt.com/connector/oauth/abc123'),
  signingSdk('the SDK in an app, as in Cursor', 'cursor://anysphere.cursor-mcp/oauth/callback'),
  signingSdk('the SDK on a web site with a document', 'https://site.example.com/callback', SITE),
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

function signingInspector(name: string, document?: string): ClientRow {
  const identity = document === undefined ? [] : ['--client-metadata-url', document];
  return {
    name,
    ...(document === undefined ? {} : { document }),
    canRun: CAN_FAKE_BROWSERS,
    takesNo: true,
    create(browser) {
      const home = makeHome();
      return {
        async ask(url, message) {
          const { stdout, stderr } = await inspect(home.path, url, message, browser, identity);
          return stdout + stderr;
        },
        remove: home.remove,
      };
    },
  };
}

async function inspect(
  home: string,
  url: string,
  message: string,
  browser: FakeBrowser,
  identity: readonly string[],
): Promise<Ending> {
  const target = ['--cli', url, '--transport', 'http', '--protocol-era', 'auto', '--format', 'json'];
  const call = ['--method', 'tools/call', '--tool-name', 'openclaw_chat', '--tool-arg', `message=${message}`];
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  return await runPeer(
    '@modelcontextprotocol/inspector/clients/launcher/build/index.js',
    [...target, ...identity, '--callback-url', callback, ...call],
    home,
    { ...browser.env, MCP_AUTO_OPEN_ENABLED: 'true', MCP_INSPECTOR_SECRET_STORE: 'file' },
  );
}

function signingSdk(name: string, redirectUrl: string, document?: string): ClientRow {
  const account = { redirectUrl, ...(document === undefined ? {} : { clientMetadataUrl: document }) };
  return {
    name,
    ...(document === undefined ? {} : { document }),
    canRun: true,
    takesNo: true,
    create(browser) {
      const user = createSdkUser(account, browser);
      return { ask: async (url, message) => await askBy(await user.connect(url), message), remove() {} };
    },
  };
}

async function askBy(client: Client, message: string): Promise<string> {
  const result = await client.callTool({ name: 'openclaw_chat', arguments: { message } });
  await client.close();
  return JSON.stringify(result);
}
