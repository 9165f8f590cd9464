import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { usage } from '../config/arguments.ts';
import type { ServiceHost } from '../domain/port/service-host.ts';
import { isServiceName, SERVICE_NAME } from '../domain/service.ts';
import { Failure } from '../domain/failure.ts';
import { knownHosts, type HostName } from '../service/known-hosts.ts';
import type { Machine } from '../service/machine.ts';
import { createThisMachine } from '../service/this-machine.ts';
import type { Winsw } from '../service/windows-service.ts';
import type { Invocation } from './command.ts';
import { flagText } from './flag-text.ts';
import { flagValue } from './flag-value.ts';
import { serviceOptions } from './service-options.ts';

/** What all verbs of `service` work with. */
export interface ServiceDesk {
  readonly name: string;
  /** Home folder of clawbridge. */
  readonly home: string;
  readonly logFile: string;
  readonly way: HostName;
  readonly host: ServiceHost;
  /** The other ways of this system. */
  readonly others: readonly ServiceHost[];
  readonly runAs: string | undefined;
  readonly machine: Machine;
}

/** Errors: `invalid_input`, `service_failed` on a system where we know no way. */
export function serviceDesk({ config, flags }: Invocation): ServiceDesk {
  const { environment, logFile } = config;
  const home = resolve(config.home);
  const name = flagText(flags, 'name') ?? SERVICE_NAME;
  if (!isServiceName(name))
    throw usage(
      `--name is "${name}"; it must be 1 to 64 letters, digits, "-" or "_", beginning with a letter.`,
    );
  const runAs = flagValue(flags, serviceOptions.runAs) ?? environment['SUDO_USER'];
  const machine = createThisMachine(environment);
  const { username: user, uid } = userInfo();
  const { platform } = process;
  const personsHome = homedir();
  const winsw = winswFrom(flags);
  const hosts = knownHosts(
    { platform, environment, personsHome, user, uid, name, home, runAs, winsw },
    machine,
  );
  const way = wayFrom(hosts, flags);
  const host = hosts.get(way);
  if (host === undefined) throw usage(`This system has no service of that kind. It can be ${waysOf(hosts)}.`);
  return {
    name,
    home,
    logFile: resolve(logFile ?? join(home, 'logs', `${name}.log`)),
    way,
    host,
    others: [...hosts.values()].filter((one) => one !== host),
    runAs,
    machine,
  };
}

type Hosts = ReadonlyMap<HostName, ServiceHost>;

/** As it was said, or as it is installed, or as it is usual here. */
function wayFrom(hosts: Hosts, flags: Invocation['flags']): HostName {
  if (flags.has('system') && flags.has('as')) throw usage('--system and --as exclude each other.');
  if (flags.has('as')) return flagValue(flags, serviceOptions.as);
  if (flags.has('system')) return 'system';
  const [usual] = hosts.keys();
  if (usual === undefined)
    throw new Failure('service_failed', `clawbridge knows no service manager of ${process.platform}.`, {
      hint: 'Run `clawbridge serve` under whatever starts programs on this machine.',
    });
  return [...hosts].find(([, { file }]) => existsSync(file))?.[0] ?? usual;
}

function waysOf(hosts: Hosts): string {
  const flagOf = (way: HostName) =>
    way === 'user' ? 'without a flag' : way === 'system' ? '--system' : `--as ${way}`;
  return [...hosts.keys()].map(flagOf).join(', ');
}

/** Nobody downloads it but the person, and it is the one the person meant. Errors: `invalid_input`. */
function winswFrom(flags: Invocation['flags']): Winsw | undefined {
  const path = flagValue(flags, serviceOptions.winsw);
  const wanted = flagValue(flags, serviceOptions.winswSha256)?.toLowerCase();
  if (path === undefined) return undefined;
  const sha256 = createHash('sha256').update(readWinsw(path)).digest('hex');
  if (wanted === undefined || wanted === sha256) return { path: resolve(path), sha256 };
  throw new Failure('invalid_input', `${path} is another file: its SHA-256 is ${sha256}.`, {
    hint: 'Download it again from https://github.com/winsw/winsw/releases and compare.',
  });
}

function readWinsw(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (thrown) {
    throw new Failure('invalid_input', `${path} cannot be read.`, {
      hint: 'Name the WinSW program you downloaded.',
      cause: thrown,
    });
  }
}
