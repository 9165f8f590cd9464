import { makeHome, startCommand, type Ending, type Environment } from '../../journeys/program.ts';
import { claudeCode } from '../install.ts';
import { homeOf } from '../peer.ts';
import type { FakeBrowser } from './fake-browser.ts';
import { startMessagesApi, type ToolCall } from './messages-api.ts';

/** Claude Code as on a machine of its own, where nobody has used it yet. */
export interface ClaudeCode {
  /** `claude mcp ...`, to its end. */
  mcp(...args: readonly string[]): Promise<Ending>;
  /** Signs in to a server, which needs a terminal. */
  login(name: string, browser: FakeBrowser): Promise<Ending>;
  /** Lets an agent run whose model calls one tool of the server `name`; resolves with what it says in the end. */
  callTool(name: string, call: ToolCall): Promise<Ending>;
  remove(): void;
}

/** Longer than any run takes; what hangs is ended by it. */
const TIMEOUT_MS = 60_000;

/** `script` of util-linux gives a program a terminal. */
export const HAS_TERMINALS = process.platform === 'linux';

export function createClaudeCode(): ClaudeCode {
  const home = makeHome();
  const start = (command: string, args: readonly string[], more: Environment = {}) => {
    const env = { ...environment(home.path), ...more };
    const program = startCommand(command, args, env, { cwd: home.path, timeout: TIMEOUT_MS });
    program.process.stdin.end();
    return program.ended;
  };
  return {
    mcp: (...args) => start(claudeCode, ['mcp', ...args]),
    login: (name, browser) =>
      start('script', ['-qec', `'${claudeCode}' mcp login ${name}`, '/dev/null'], browser.env),
    async callTool(name, call) {
      const tool = `mcp__${name}__${call.name}`;
      const model = await startMessagesApi({ ...call, name: tool });
      const ended = await start(claudeCode, ['-p', 'Ask OpenClaw.', '--allowedTools', tool], {
        ANTHROPIC_BASE_URL: model.url,
        ANTHROPIC_API_KEY: 'sk-of-nobody',
      });
      await model.stop();
      return ended;
    },
    remove: home.remove,
  };
}

function environment(home: string): Environment {
  return {
    ...homeOf(home),
    CLAUDE_CONFIG_DIR: home,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // Tools of MCP servers would be looked up by a search of their own, which the model would have to know.
    ENABLE_TOOL_SEARCH: 'false',
    // What is not of this machine cannot be reached.
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: 'localhost,127.0.0.1',
  };
}
