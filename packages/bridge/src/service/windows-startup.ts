import { win32 } from 'node:path';
import type { ServiceHost } from '../domain/port/service-host.ts';
import { remove, run, write } from '../domain/service-plan.ts';
import type { Machine } from './machine.ts';
import { createWindowsLauncher, crlf, quoted } from './windows-launcher.ts';
import type { WindowsPlace } from './windows-place.ts';

/** The folder of what starts at logon: it needs no permission of anybody. */
export function createWindowsStartup(place: WindowsPlace, machine: Machine): ServiceHost {
  const { name, systemRoot, appData } = place;
  const menu = win32.join(appData, 'Microsoft', 'Windows', 'Start Menu', 'Programs');
  const file = win32.join(menu, 'Startup', `${name}.cmd`);
  const launcher = createWindowsLauncher(place, machine);
  const wscript = win32.join(systemRoot, 'System32', 'wscript.exe');
  const isRunning = () => launcher.look().pid !== undefined;
  const start = run([wscript, '//B', '//Nologo', '//E:JScript', launcher.hidden], { isLeft: true });
  return {
    title: 'the Startup folder of Windows, for this user',
    file,
    install: async (job) => [
      ...launcher.stop(),
      ...launcher.install(job),
      crlf(
        write(file, [
          '@echo off',
          'chcp 65001 >nul',
          `start "" ${quoted(wscript)} //B //Nologo //E:JScript ${quoted(launcher.hidden)}`,
        ]),
      ),
      start,
    ],
    uninstall: async () => [remove(file), ...launcher.stop(), ...launcher.uninstall()],
    start: async () => (isRunning() ? [] : [start]),
    stop: async () => launcher.stop(),
    restart: async () => (isRunning() ? launcher.restart() : [start]),
    look: async () => {
      if (machine.read(file) === undefined) return { state: 'absent' };
      return { state: isRunning() ? 'running' : 'stopped', ...launcher.look() };
    },
    advice: async () => ['It runs while you are logged on.'],
  };
}
