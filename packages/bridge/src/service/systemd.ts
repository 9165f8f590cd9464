import { posix } from 'node:path';
import { Failure } from '../domain/failure.ts';
import type { ServiceHost } from '../domain/port/service-host.ts';
import { remove, run, write, type Argv, type RunStep } from '../domain/service-plan.ts';
import { checkServiceJob, type ServiceJob, type ServiceState } from '../domain/service.ts';
import type { Machine, Ran } from './machine.ts';
import { pathFor } from './path-for.ts';
import { systemdArgument, systemdWord } from './systemd-word.ts';

/** A unit of one person, or of the whole machine that runs as somebody. */
export type SystemdPlace = UserPlace | SystemPlace;

interface UserPlace {
  readonly scope: 'user';
  readonly name: string;
  /** `~/.config` of the person. */
  readonly settings: string;
  readonly user: string;
}

interface SystemPlace {
  readonly scope: 'system';
  readonly name: string;
  /** As whom it runs. Only `install` needs to know. */
  readonly user: string | undefined;
}

/** Sources: systemd.service(5), systemd.exec(5), systemctl(1), loginctl(1). */
export function createSystemd(place: SystemdPlace, machine: Machine): ServiceHost {
  const { scope, name } = place;
  const unit = `${name}.service`;
  const file = posix.join(folderOf(place), unit);
  const systemctl = (...args: readonly string[]): Argv =>
    scope === 'user' ? ['systemctl', '--user', ...args] : ['systemctl', ...args];
  const hint = runsSystemd(machine) ? HINTS[scope] : NO_SYSTEMD;
  const act = (...args: readonly string[]): RunStep => run(systemctl(...args), { hint });
  return {
    title: scope === 'user' ? `systemd, for ${place.user}` : 'systemd, for the whole machine',
    file,
    install: async (job) => [
      // Before anything is written: it answers only where there is a systemd to talk to.
      act('show-environment'),
      write(file, unitLines(place, job)),
      act('daemon-reload'),
      act('enable', unit),
      act('restart', unit),
    ],
    uninstall: async () => [
      run(systemctl('disable', '--now', unit), { mayFail: true }),
      remove(file),
      act('daemon-reload'),
      // A unit that failed is remembered although its file is gone.
      run(systemctl('reset-failed', unit), { mayFail: true }),
    ],
    start: async () => [act('start', unit)],
    stop: async () => [act('stop', unit)],
    restart: async () => [act('restart', unit)],
    look: async () => stateFrom(await machine.run(systemctl('show', unit, '-p', PROPERTIES.join(','))), hint),
    advice: async () => (place.scope === 'user' ? await lingering(place.user, machine) : []),
  };
}

function folderOf(place: SystemdPlace): string {
  return place.scope === 'user' ? posix.join(place.settings, 'systemd', 'user') : '/etc/systemd/system';
}

const HINTS = {
  user: 'A container, or a shell of `su` and `sudo`, has no systemd of its own user. Log in as the user directly, or install for the machine: `sudo clawbridge service install --system --run-as USER --home DIR`.',
  system: 'Only root may do this: `sudo clawbridge service … --system`.',
} as const;

const NO_SYSTEMD =
  'This machine runs no systemd: run `clawbridge serve`, and in a container let its restart policy start it again.';

/** As far as the first process tells. */
function runsSystemd(machine: Pick<Machine, 'read'>): boolean {
  return (machine.read('/proc/1/comm') ?? 'systemd').trim() === 'systemd';
}

function unitLines(place: SystemdPlace, job: ServiceJob): string[] {
  checkServiceJob(job);
  const user = place.scope === 'system' ? [`User=${asWhom(place)}`] : [];
  const { node, script, variables } = job;
  const environment = { PATH: pathFor(node), ...variables };
  return [
    '[Unit]',
    'Description=clawbridge, the bridge between OpenClaw and MCP clients',
    'After=network-online.target',
    'Wants=network-online.target',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    ...user,
    `ExecStart=${systemdWord(node)} ${systemdArgument(script)} serve`,
    ...Object.entries(environment).map(([name, value]) => `Environment=${systemdWord(`${name}=${value}`)}`),
    'UMask=0077',
    'Restart=always',
    'RestartSec=5',
    '# A setting is wrong: starting again mends nothing.',
    'RestartPreventExitStatus=78',
    'NoNewPrivileges=true',
    'KillMode=mixed',
    'TimeoutStopSec=20',
    '',
    '[Install]',
    `WantedBy=${place.scope === 'user' ? 'default.target' : 'multi-user.target'}`,
  ];
}

/** What systemd itself takes for the name of a user. */
const USER = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

function asWhom({ user }: SystemPlace): string {
  if (user !== undefined && USER.test(user)) return user;
  const what = user === undefined ? 'Nobody was named' : `"${user}" is no name of a user`;
  throw new Failure('invalid_input', `${what} as whom the service of the machine is to run.`, {
    hint: 'Name somebody without special rights: `sudo clawbridge service install --system --run-as USER --home DIR`.',
  });
}

const PROPERTIES = [
  'LoadState',
  'ActiveState',
  'SubState',
  'MainPID',
  'NRestarts',
  'ActiveEnterTimestamp',
  'ExecMainStatus',
] as const;

function stateFrom({ code, stdout, stderr }: Ran, hint: string): ServiceState {
  if (code !== 0) throw new Failure('service_failed', `systemd cannot be asked: ${stderr.trim()}`, { hint });
  const told = new Map(
    stdout.split('\n').map((line) => [line.split('=', 1)[0], line.replace(/^[^=]*=/, '')]),
  );
  const of = (name: (typeof PROPERTIES)[number]) => told.get(name) ?? '';
  if (of('LoadState') === 'not-found') return { state: 'absent' };
  const state = STATES[of('ActiveState')] ?? 'stopped';
  return {
    state,
    pid: Number(of('MainPID')) || undefined,
    restarts: Number(of('NRestarts')),
    since: of('ActiveEnterTimestamp') || undefined,
    detail: detailOf(state, of('SubState'), of('ExecMainStatus')),
  };
}

const STATES: Readonly<Record<string, ServiceState['state']>> = {
  active: 'running',
  reloading: 'running',
  // `auto-restart` among them: it waits until it may start again.
  activating: 'starting',
  deactivating: 'stopped',
  inactive: 'stopped',
  failed: 'failed',
};

function detailOf(state: ServiceState['state'], subState: string, status: string): string | undefined {
  if (state === 'running' || status === '0') return undefined;
  return `${subState}, the last exit code is ${status}`;
}

/** Without it everything of a person is stopped when he logs out, and nothing starts before he logs in. */
async function lingering(user: string, machine: Machine): Promise<readonly string[]> {
  const ran = await machine
    .run(['loginctl', 'show-user', user, '-p', 'Linger'])
    .catch(() => ({ code: 1, stdout: '' }));
  if (ran.code === 0 && ran.stdout.trim() === 'Linger=yes') return [];
  return [
    `It runs while you are logged in. To start it at boot, and keep it after you log out: loginctl enable-linger ${user}`,
  ];
}
