import { win32 } from 'node:path';
import { Failure } from '../domain/failure.ts';
import {
  remove,
  run,
  write,
  type RunStep,
  type ServicePlan,
  type WriteStep,
} from '../domain/service-plan.ts';
import { checkServiceJob, type ServiceJob, type ServiceState } from '../domain/service.ts';
import type { Machine } from './machine.ts';

export interface LauncherPlace {
  readonly name: string;
  /** Folder for its files. */
  readonly folder: string;
}

/**
 * What Windows starts, in each of its ways: a script that starts clawbridge again after a crash, and one that starts that
 * script without a window. Windows itself can do neither: its tasks know no exit codes, and are tried again a minute later
 * at the earliest.
 */
export interface WindowsLauncher {
  /** The script that runs clawbridge. Its name needs no quotes. */
  readonly script: string;
  /** What starts it without a window: wscript.exe with this. */
  readonly hidden: string;
  install(job: ServiceJob): ServicePlan;
  /** The script is told to end with what it runs, and that is ended. */
  stop(): ServicePlan;
  /** The script starts it again. */
  restart(): ServicePlan;
  uninstall(): ServicePlan;
  /** Of the process the script runs. */
  look(): Pick<ServiceState, 'pid'>;
}

export function createWindowsLauncher({ name, folder }: LauncherPlace, machine: Machine): WindowsLauncher {
  const file = (extension: string) => win32.join(folder, `${name}.${extension}`);
  const pidFile = file('pid');
  const running = () => {
    const pid = Number(machine.read(pidFile));
    return pid > 0 && machine.isAlive(pid) ? pid : undefined;
  };
  const end = (): RunStep[] => {
    const pid = running();
    return pid === undefined ? [] : [run(killing(pid), { mayFail: true })];
  };
  return {
    script: file('cmd'),
    hidden: file('js'),
    install: (job) => [
      scriptOf(file('cmd'), name, { ...job, variables: { ...job.variables, CLAWBRIDGE_PID_FILE: pidFile } }),
      crlf(write(file('js'), hiddenLines(name))),
    ],
    stop: () => [write(file('stop'), []), ...end()],
    restart: end,
    uninstall: () => ['cmd', 'js', 'pid', 'stop'].map((extension) => remove(file(extension))),
    look: () => ({ pid: running() }),
  };
}

/** By its number, and only if it is a Node: the number may belong to somebody else by now. */
function killing(pid: number): RunStep['argv'] {
  return ['taskkill.exe', '/F', '/T', '/FI', `PID eq ${pid}`, '/FI', 'IMAGENAME eq node.exe'];
}

function scriptOf(file: string, name: string, job: ServiceJob): WriteStep {
  checkServiceJob(job);
  const { node, script, variables, logFile } = job;
  const words = [node, script, logFile, ...Object.values(variables)];
  if (words.some((word) => word.includes('"')))
    throw new Failure(
      'config_invalid',
      'A path or value with a quote in it cannot stand in a script of cmd.exe.',
      {
        hint: 'Take the quote out of it.',
      },
    );
  const stderr = quoted(`${logFile}.stderr`);
  const folder = win32.dirname(logFile);
  return crlf(
    write(file, [
      '@echo off',
      // Paths stand in here as UTF-8.
      'chcp 65001 >nul',
      'setlocal EnableExtensions DisableDelayedExpansion',
      'cd /d "%~dp0"',
      ...Object.entries(variables).map(([variable, value]) => `set ${quoted(`${variable}=${value}`)}`),
      `if exist ${name}.stop del ${name}.stop`,
      // What cannot be written to is not started.
      `if not exist ${quoted(folder)} mkdir ${quoted(folder)}`,
      ':again',
      // Only what Node says when it crashes: everything else goes to the log file.
      `for %%F in (${stderr}) do if %%~zF0 GTR 10000000 del ${stderr}`,
      `${quoted(node)} ${quoted(script)} serve >nul 2>>${stderr}`,
      'set CODE=%ERRORLEVEL%',
      `if exist ${name}.stop exit /b 0`,
      // It was told to end, or a setting is wrong: starting again mends nothing.
      'if %CODE%==0 exit /b 0',
      'if %CODE%==78 exit /b 0',
      // Five seconds; `timeout` refuses to wait without a keyboard.
      'ping -n 6 127.0.0.1 >nul',
      `if exist ${name}.stop exit /b 0`,
      'goto again',
    ]),
  );
}

/** As a script of cmd.exe has it: between quotes only `%` means something. */
export function quoted(text: string): string {
  return `"${text.replaceAll('%', '%%')}"`;
}

/** 0 is without a window; and wait, so that whoever starts this knows how long it runs. */
function hiddenLines(name: string): string[] {
  return [
    'var shell = new ActiveXObject("WScript.Shell");',
    'shell.CurrentDirectory = WScript.ScriptFullName.replace(/[^\\\\]*$/, "");',
    `WScript.Quit(shell.Run("cmd.exe /d /c .\\\\${name}.cmd", 0, true));`,
  ];
}

/** cmd.exe loses its way in long scripts with any other end of line. */
export function crlf(step: WriteStep): WriteStep {
  return { ...step, content: step.content.replaceAll('\n', '\r\n') };
}
