import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The bundle users run; `npm test` builds it first. */
export const BIN = fileURLToPath(new URL('../../packages/bridge/dist/clawbridge.cjs', import.meta.url));

export interface Program {
  readonly process: ChildProcessWithoutNullStreams;
  /** All it has printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the match once the output matches; rejects when the program ends first. */
  waitFor(pattern: RegExp, from?: 'stdout' | 'stderr'): Promise<RegExpExecArray>;
  /** Resolves when it has ended. */
  readonly ended: Promise<Ending>;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

/** Starts the program as a user would. Only what `env` says reaches it, besides PATH and HOME. */
export function startProgram(args: readonly string[], env: Environment): Program {
  return startCommand(process.execPath, [BIN, ...args], env);
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Ends what hangs. */
  readonly timeout?: number;
}

/** The same for a program of others. */
export function startCommand(
  command: string,
  args: readonly string[],
  env: Environment,
  options: CommandOptions = {},
): Program {
  const child = spawn(command, args, { ...options, env: { ...base(), ...env }, stdio: 'pipe' });
  const output = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      output[name] += piece;
      for (const look of watchers) look();
    });
  }
  child.stdin.on('error', () => {});
  const ended = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  return {
    process: child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended,
    waitFor(pattern, from = 'stdout') {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output[from]);
          if (!match) return;
          watchers.delete(look);
          resolve(match);
        };
        watchers.add(look);
        look();
        ended
          .then(({ code }) => {
            throw new Error(`Ended with ${code} before ${pattern}:\n${output.stdout}\n${output.stderr}`);
          })
          .catch(reject);
      });
    },
  };
}

/** Runs the program to its end. */
export async function runProgram(args: readonly string[], env: Environment, input = ''): Promise<Ending> {
  const program = startProgram(args, env);
  program.process.stdin.end(input);
  return await program.ended;
}

/** A CLAWBRIDGE_HOME of its own. */
export interface Home {
  readonly path: string;
  remove(): void;
}

export function makeHome(): Home {
  const path = mkdtempSync(join(tmpdir(), 'clawbridge-home-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

function base(): Environment {
  const { PATH = '', HOME = '', SystemRoot = '' } = process.env;
  return { PATH, HOME, ...(SystemRoot === '' ? {} : { SystemRoot }) };
}
