import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { node24 } from './install.ts';

const modules = fileURLToPath(new URL('node_modules/@modelcontextprotocol', import.meta.url));

/** Longer than any run takes; what hangs is ended by it. */
const TIMEOUT_MS = 60_000;

export interface PeerEnding {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of the MCP project to its end, on Node 24: the Node of our tests is too old for them. */
export function runPeer(script: string, args: readonly string[], home: string): Promise<PeerEnding> {
  const { PATH = '', SystemRoot = '' } = process.env;
  const child = spawn(node24(), [`${modules}/${script}`, ...args], {
    env: { PATH, HOME: home, USERPROFILE: home, ...(SystemRoot === '' ? {} : { SystemRoot }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      output[name] += piece;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
}
