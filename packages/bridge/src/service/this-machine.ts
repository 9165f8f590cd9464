import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Failure } from '../domain/failure.ts';
import type { Argv } from '../domain/service-plan.ts';
import type { Machine, Ran } from './machine.ts';

/** `systemctl stop` waits until the service has ended, which may take as long as its unit says. */
const LIMIT_MS = 60_000;

export function createThisMachine(env: Readonly<Record<string, string | undefined>>): Machine {
  return {
    run: async (argv) => await run(argv, env),
    leave: async (argv) => await leave(argv, env),
    read: readOrNothing,
    isAlive,
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

function run([program, ...args]: Argv, env: Environment): Promise<Ran> {
  return new Promise((resolve, reject) => {
    // What programs say to people they say in the person's language; we read it.
    const spoken = { ...env, LC_ALL: 'C.UTF-8' };
    execFile(
      program,
      args,
      { env: spoken, timeout: LIMIT_MS, windowsHide: true },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') return reject(notRun(program, error));
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

function leave([program, ...args]: Argv, env: Environment): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, detached: true, stdio: 'ignore', windowsHide: true });
    child.once('error', (error) => reject(notRun(program, error)));
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

function notRun(program: string, error: Error & { readonly code?: unknown }): Failure {
  const isMissing = error.code === 'ENOENT';
  return new Failure(
    'service_failed',
    isMissing ? `There is no ${program} here.` : `${program} did not come to an end: ${error.message}`,
    {
      hint: isMissing
        ? 'Run `clawbridge serve` under whatever starts programs on this machine; docs/service.md has more.'
        : undefined,
      cause: error,
    },
  );
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
