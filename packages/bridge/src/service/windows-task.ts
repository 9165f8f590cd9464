import { win32 } from 'node:path';
import { Failure } from '../domain/failure.ts';
import type { ServiceHost } from '../domain/port/service-host.ts';
import { remove, run, write, type ServicePlan } from '../domain/service-plan.ts';
import type { Machine } from './machine.ts';
import { createWindowsLauncher, crlf } from './windows-launcher.ts';
import type { WindowsPlace } from './windows-place.ts';
import { xmlText } from './xml-text.ts';

/** Sources: the Task Scheduler schema, schtasks. */
export function createWindowsTask(place: WindowsPlace, machine: Machine): ServiceHost {
  const { name, folder } = place;
  const file = win32.join(folder, `${name}.task.xml`);
  const launcher = createWindowsLauncher(place, machine);
  const start = run(['schtasks.exe', '/Run', '/TN', name], { hint: HINT });
  // What it started goes on without it; but a task that counts as running would not be started again.
  const end = run(['schtasks.exe', '/End', '/TN', name], { mayFail: true });
  const stop = (): ServicePlan => [...launcher.stop(), end];
  const look: ServiceHost['look'] = async () => {
    const { code, stdout } = await machine.run(['schtasks.exe', '/Query', '/TN', name, '/FO', 'LIST', '/V']);
    if (code !== 0) return { state: 'absent' };
    return { state: isRunning(stdout) ? 'running' : 'stopped', ...launcher.look() };
  };
  return {
    title: 'a scheduled task of Windows, for this user',
    file,
    install: async (job) => {
      refuseVariables(launcher.hidden);
      return [
        ...stop(),
        ...launcher.install(job),
        crlf({ ...write(file, taskLines(place, launcher.hidden)), encoding: 'utf16le' }),
        run(['schtasks.exe', '/Create', '/F', '/TN', name, '/XML', file], { hint: HINT }),
        start,
      ];
    },
    uninstall: async () => [
      ...stop(),
      run(['schtasks.exe', '/Delete', '/F', '/TN', name], { mayFail: true }),
      ...launcher.uninstall(),
      remove(file),
    ],
    start: async () => [start],
    stop: async () => stop(),
    restart: async () => ((await look()).state === 'running' ? launcher.restart() : [start]),
    look,
    advice: async () => ['It runs while you are logged on.'],
  };
}

const HINT = 'Where scheduled tasks are forbidden: `clawbridge service install --as startup`.';

/** The labels speak the language of Windows. The result of a task that runs is SCHED_S_TASK_RUNNING in all of them. */
function isRunning(list: string): boolean {
  return /:\s*(267009|0x41301)\s*$/im.test(list);
}

/** Windows puts the value of a variable there, and knows no way to keep it from that. */
function refuseVariables(path: string): void {
  if (!/%[^%]+%/.test(path)) return;
  throw new Failure(
    'config_invalid',
    `A scheduled task cannot start anything in ${path}, because of its "%".`,
    {
      hint: 'Choose another folder with --home, or install it with --as startup.',
    },
  );
}

function taskLines({ user, systemRoot }: WindowsPlace, hidden: string): string[] {
  return [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <RegistrationInfo>',
    '    <Description>clawbridge, the bridge between OpenClaw and MCP clients</Description>',
    '  </RegistrationInfo>',
    '  <Triggers>',
    '    <LogonTrigger>',
    '      <Enabled>true</Enabled>',
    `      <UserId>${xmlText(user)}</UserId>`,
    '      <Delay>PT10S</Delay>',
    '    </LogonTrigger>',
    '  </Triggers>',
    '  <Principals>',
    '    <Principal id="Author">',
    `      <UserId>${xmlText(user)}</UserId>`,
    '      <LogonType>InteractiveToken</LogonType>',
    '      <RunLevel>LeastPrivilege</RunLevel>',
    '    </Principal>',
    '  </Principals>',
    '  <Settings>',
    '    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
    '    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>',
    '    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>',
    '    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>',
    '    <Hidden>true</Hidden>',
    '    <RestartOnFailure>',
    '      <Interval>PT1M</Interval>',
    '      <Count>255</Count>',
    '    </RestartOnFailure>',
    '  </Settings>',
    '  <Actions Context="Author">',
    '    <Exec>',
    `      <Command>${xmlText(win32.join(systemRoot, 'System32', 'wscript.exe'))}</Command>`,
    `      <Arguments>//B //Nologo //E:JScript ${xmlText(`"${hidden}"`)}</Arguments>`,
    '    </Exec>',
    '  </Actions>',
    '</Task>',
  ];
}
