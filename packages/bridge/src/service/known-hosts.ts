import { posix, win32 } from 'node:path';
import type { ServiceHost } from '../domain/port/service-host.ts';
import { createLaunchd } from './launchd.ts';
import type { Machine } from './machine.ts';
import { createSystemd } from './systemd.ts';
import type { WindowsPlace } from './windows-place.ts';
import { createWindowsService, type Winsw } from './windows-service.ts';
import { createWindowsStartup } from './windows-startup.ts';
import { createWindowsTask } from './windows-task.ts';

/** The machine, who sits there, and what the service is called. */
export interface ServicePlace {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the person, and what the system calls him. */
  readonly personsHome: string;
  readonly user: string;
  readonly uid: number;
  readonly name: string;
  /** Home folder of clawbridge. */
  readonly home: string;
  /** As whom a service of the whole machine runs. */
  readonly runAs: string | undefined;
  readonly winsw: Winsw | undefined;
}

export type HostName = 'user' | 'system' | 'task' | 'service' | 'startup';

/** The ways of this system, by what a person calls them; the first is the usual one. None where we know no way. */
export function knownHosts(place: ServicePlace, machine: Machine): ReadonlyMap<HostName, ServiceHost> {
  const { platform, name, personsHome, uid, winsw } = place;
  if (platform === 'linux')
    return new Map([
      ['user', createSystemd(personsUnits(place), machine)],
      ['system', createSystemd({ scope: 'system', name, user: place.runAs }, machine)],
    ]);
  if (platform === 'darwin')
    return new Map([['user', createLaunchd({ name, home: personsHome, uid }, machine)]]);
  if (platform !== 'win32') return new Map();
  const windows = windowsPlace(place);
  return new Map([
    ['task', createWindowsTask(windows, machine)],
    ['service', createWindowsService({ ...windows, winsw }, machine)],
    ['startup', createWindowsStartup(windows, machine)],
  ]);
}

function personsUnits({ name, user, environment, personsHome }: ServicePlace) {
  const settings = environment['XDG_CONFIG_HOME'] || posix.join(personsHome, '.config');
  return { scope: 'user', name, user, settings } as const;
}

function windowsPlace({ name, home, user, environment, personsHome }: ServicePlace): WindowsPlace {
  const domain = environment['USERDOMAIN'];
  return {
    name,
    folder: win32.join(home, 'service'),
    user: domain ? `${domain}\\${user}` : user,
    systemRoot: environment['SystemRoot'] || 'C:\\Windows',
    appData: environment['APPDATA'] || win32.join(personsHome, 'AppData', 'Roaming'),
  };
}
