import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN, makeHome, startCommand, type Ending, type Environment } from './program.ts';

const SYSTEMD = '/usr/lib/systemd/systemd';

/** Why no systemd can be started here; undefined where one can. */
export function whyNoSystemd(): string | undefined {
  if (process.platform !== 'linux' || !existsSync(SYSTEMD)) return 'there is no systemd here';
  if (process.getuid?.() !== 0) return 'it takes root to start a systemd of its own';
  const { status } = spawnSync('unshare', [
    '--mount',
    '--uts',
    '--ipc',
    '--pid',
    '--fork',
    '--mount-proc',
    'true',
  ]);
  if (status !== 0) return 'no namespaces can be made here';
  return canMake(cgroupRoots()) ? undefined : 'no control groups can be made here';
}

/** Why nobody without rights can run the program there. */
export function whyNoDaemon(): string | undefined {
  const missing = whyNoSystemd();
  if (missing !== undefined) return missing;
  const { status } = spawnSync('setpriv', ['--reuid', 'daemon', '--clear-groups', process.execPath, '-v']);
  return status === 0 ? undefined : 'this Node is for its owner only';
}

export interface SystemdSession {
  /** Home folder of the person whose session it is. */
  readonly home: string;
  /** Runs a program there to its end. */
  run(command: readonly [string, ...(readonly string[])], env?: Environment): Promise<Ending>;
  /** Runs clawbridge there. */
  clawbridge(args: readonly string[], env?: Environment): Promise<Ending>;
  end(): Promise<void>;
}

/**
 * A systemd of one person, as a login gives him one, or of a machine: the real thing, in namespaces and control groups of its own,
 * so that it sees nothing of this machine's and ends with all it started.
 */
export async function startSystemdSession(scope: 'user' | 'system' = 'user'): Promise<SystemdSession> {
  const { path: folder, remove } = makeHome();
  const home = join(folder, 'home');
  const runtime = join(folder, 'run');
  chmodSync(folder, 0o755);
  mkdirSync(home);
  mkdirSync(runtime, { mode: 0o700 });
  const groups = cgroupRoots().map((root) => join(root, `clawbridge-test-${process.pid}`));
  for (const group of groups) mkdirSync(group, { recursive: true });
  const bin = scope === 'user' ? BIN : join(BOUND, relative(ROOT, BIN));
  const env = { HOME: home, XDG_RUNTIME_DIR: runtime };
  const outer = spawn(
    'sh',
    [
      '-c',
      [
        ...groups.map((group) => `echo $$ > '${group}/cgroup.procs'`),
        `exec unshare --mount --uts --ipc --pid --fork --kill-child --mount-proc sh -c '${INSIDE[scope]}'`,
      ].join(' && '),
    ],
    { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'ignore', 'ignore'] },
  );
  const ended = new Promise((resolve) => outer.once('close', resolve));
  const pid = outer.pid;
  if (pid === undefined) throw new Error('sh cannot be started');
  const run: SystemdSession['run'] = async ([program, ...args], more = {}) => {
    const inner = childOf(pid);
    if (inner === undefined) throw new Error('the systemd of the test has ended');
    const words = ['--target', inner, '--mount', '--pid', '--', program, ...args];
    return await startCommand('nsenter', words, { ...env, ...more }).ended;
  };
  const session: SystemdSession = {
    home,
    run,
    clawbridge: async (args, more) => await run([process.execPath, bin, ...args], more),
    async end() {
      outer.kill('SIGKILL');
      await ended;
      for (const group of groups) await removeGroup(group);
      remove();
    },
  };
  await untilItAnswers(session, scope);
  return session;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where somebody without rights can read the program, wherever it stands. */
const BOUND = '/run/clawbridge-root';

/** Of the units of this machine a machine of the test has none, and nothing to start them from. */
const HIDDEN = [
  '/usr/lib/systemd/system',
  '/usr/lib/systemd/system-generators',
  '/etc/systemd/system',
  '/etc/systemd/system-generators',
  '/usr/local/lib/systemd',
];

const TARGETS = ['sysinit', 'basic', 'multi-user', 'network-online', 'shutdown'];

const INSIDE = {
  // It looks there whether the machine was started by a systemd.
  user: `mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system && { ${SYSTEMD} --user --unit=basic.target & wait; }`,
  system: [
    'mount -t tmpfs -o mode=755 tmpfs /run',
    ...HIDDEN.map((folder) => `if [ -d ${folder} ]; then mount -t tmpfs tmpfs ${folder}; fi`),
    ...TARGETS.map(
      (name) => `printf "[Unit]\\nDefaultDependencies=no\\n" > /usr/lib/systemd/system/${name}.target`,
    ),
    `mkdir ${BOUND}`,
    `mount --bind "${ROOT}" ${BOUND}`,
    `exec env container=test ${SYSTEMD} --system --unit=basic.target --log-target=null --show-status=no`,
  ].join(' && '),
} as const;

async function untilItAnswers({ run }: SystemdSession, scope: 'user' | 'system'): Promise<void> {
  const asks = ['systemctl', `--${scope}`, 'show-environment'] as const;
  for (let tries = 0; tries < 100; tries++) {
    const { code } = await run(asks).catch(() => ({ code: 1 }));
    if (code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('systemd does not answer');
}

function childOf(pid: number): string | undefined {
  const [child] = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).stdout.split('\n');
  return child === '' ? undefined : child;
}

/** Of both generations where both are there, as systemd uses both. */
function cgroupRoots(): string[] {
  const mixed = ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified'].filter(existsSync);
  return mixed.length > 0 ? mixed : ['/sys/fs/cgroup'];
}

function canMake(roots: readonly string[]): boolean {
  try {
    for (const root of roots) {
      const group = join(root, `clawbridge-probe-${process.pid}`);
      mkdirSync(group);
      rmdirSync(group);
    }
    return true;
  } catch {
    return false;
  }
}

/** The kernel needs a moment until those who were killed are gone. */
async function removeGroup(group: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    try {
      removeTree(group);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function removeTree(group: string): void {
  for (const { name } of readdirSync(group, { withFileTypes: true }).filter((one) => one.isDirectory()))
    removeTree(join(group, name));
  rmdirSync(group);
}
