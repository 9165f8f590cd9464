import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCommand, type Ending, type Environment, type Program } from '../journeys/program.ts';
import { node24 } from './install.ts';

const modules = fileURLToPath(new URL('node_modules', import.meta.url));

/** Longer than any run takes; what hangs is ended by it. */
const TIMEOUT_MS = 60_000;

/** Starts an MCP client somebody else wrote, on Node 24: the Node of our tests is too old for them. */
export function startPeer(
  script: string,
  args: readonly string[],
  home: string,
  env: Environment = {},
): Program {
  const program = startCommand(
    node24(),
    [peerScript(script), ...args],
    { ...homeOf(home), ...env },
    {
      timeout: TIMEOUT_MS,
    },
  );
  program.process.stdin.end();
  return program;
}

export function peerScript(script: string): string {
  return join(modules, script);
}

/** Runs it to its end. */
export async function runPeer(
  script: string,
  args: readonly string[],
  home: string,
  env: Environment = {},
): Promise<Ending> {
  return await startPeer(script, args, home, env).ended;
}

/** Where a program keeps what it keeps, on every system. */
export function homeOf(folder: string): Environment {
  return { HOME: folder, USERPROFILE: folder };
}
