import { win32 } from 'node:path';
import { Failure } from '../domain/failure.ts';
import type { ServiceHost } from '../domain/port/service-host.ts';
import { remove, run, write, type CopyStep, type RunStep } from '../domain/service-plan.ts';
import type { ServiceState } from '../domain/service.ts';
import type { Machine } from './machine.ts';
import { createWindowsLauncher, crlf } from './windows-launcher.ts';
import type { WindowsPlace } from './windows-place.ts';

/** The program that makes a service of another one, as a person has it. */
export interface Winsw {
  readonly path: string;
  /** Of that file, in hexadecimal. */
  readonly sha256: string;
}

/** LocalService, in every language of Windows. */
const LOCAL_SERVICE = '*S-1-5-19';

/** The system itself, and administrators. */
const OF_THE_MACHINE = ['*S-1-5-18', '*S-1-5-32-544'];

/** The SERVICE_* error of a service that is not there. */
const NO_SUCH_SERVICE = 1060;

/** Sources: WinSW 2.12, doc/xmlConfigFile.md; sc.exe, icacls.exe. */
export function createWindowsService(
  place: WindowsPlace & { readonly winsw: Winsw | undefined },
  machine: Machine,
): ServiceHost {
  const { name, folder, winsw } = place;
  const file = win32.join(folder, `${name}.xml`);
  const program = win32.join(folder, `${name}.exe`);
  const launcher = createWindowsLauncher(place, machine);
  const act = (verb: string, rest: Omit<RunStep, 'kind' | 'argv'> = { hint: HINT }) =>
    run([program, verb], rest);
  const look: ServiceHost['look'] = async () =>
    stateFrom(await machine.run(['sc.exe', 'queryex', name]), launcher.look().pid);
  const isThere = () => machine.read(file) !== undefined;
  const removal = () =>
    isThere()
      ? [...launcher.stop(), act('stop', { mayFail: true }), act('uninstall', { mayFail: true })]
      : [];
  return {
    title: 'a service of Windows, for the machine',
    file,
    install: async (job) => [
      ...removal(),
      ...launcher.install(job),
      copied(program, winsw),
      crlf(write(file, winswLines(name))),
      // It may read the program, and change what is its own.
      closed(job.home, place.user),
      readable(win32.dirname(job.script)),
      act('install'),
      act('start'),
    ],
    uninstall: async () => [...removal(), ...launcher.uninstall(), remove(file), remove(program)],
    start: async () => [act('start')],
    // It may have stopped by itself meanwhile, with what it ran.
    stop: async () => [...launcher.stop(), act('stop', { mayFail: true })],
    restart: async () => ((await look()).state === 'running' ? launcher.restart() : [act('start')]),
    look,
    advice: async () => [
      'It runs as LocalService, from the start of Windows on. That account must be able to read Node: one installed for all users is.',
    ],
  };
}

const HINT = 'Only an administrator may do this: open the terminal with "Run as administrator".';

function copied(file: string, winsw: Winsw | undefined): CopyStep {
  if (winsw !== undefined) return { kind: 'copy', from: winsw.path, file, sha256: winsw.sha256 };
  throw new Failure(
    'invalid_input',
    'A service of Windows needs WinSW, and clawbridge downloads no programs.',
    {
      hint: 'Get WinSW 2.12 (https://github.com/winsw/winsw/releases) and name it: --winsw C:\\Downloads\\WinSW-x64.exe',
    },
  );
}

/** Everybody may read what stands in ProgramData, and there are secrets in this folder. */
function closed(home: string, user: string): RunStep {
  const rights = [
    `${LOCAL_SERVICE}:(OI)(CI)M`,
    ...[...OF_THE_MACHINE, user].map((who) => `${who}:(OI)(CI)F`),
  ];
  return run(['icacls.exe', home, '/inheritance:r', '/grant', ...rights], { hint: HINT });
}

function readable(folder: string): RunStep {
  return run(['icacls.exe', folder, '/grant', `${LOCAL_SERVICE}:(OI)(CI)RX`], { hint: HINT });
}

function winswLines(name: string): string[] {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<service>',
    `  <id>${name}</id>`,
    `  <name>${name}</name>`,
    '  <description>clawbridge, the bridge between OpenClaw and MCP clients</description>',
    '  <executable>%SystemRoot%\\System32\\cmd.exe</executable>',
    `  <arguments>/d /c .\\${name}.cmd</arguments>`,
    '  <workingdirectory>%BASE%</workingdirectory>',
    '  <startmode>Automatic</startmode>',
    '  <onfailure action="restart" delay="5 sec"/>',
    '  <onfailure action="restart" delay="30 sec"/>',
    '  <resetfailure>1 hour</resetfailure>',
    '  <stoptimeout>20 sec</stoptimeout>',
    '  <logpath>%BASE%</logpath>',
    '  <log mode="roll-by-size">',
    '    <sizeThreshold>1024</sizeThreshold>',
    '    <keepFiles>2</keepFiles>',
    '  </log>',
    '  <serviceaccount>',
    '    <domain>NT AUTHORITY</domain>',
    '    <user>LocalService</user>',
    '  </serviceaccount>',
    '</service>',
  ];
}

function stateFrom(
  { code, stdout }: { readonly code: number; readonly stdout: string },
  pid: number | undefined,
): ServiceState {
  if (code === NO_SUCH_SERVICE) return { state: 'absent' };
  const [, word = ''] = /\b(RUNNING|START_PENDING|STOP_PENDING|STOPPED|PAUSED)\b/.exec(stdout) ?? [];
  const state = word === 'RUNNING' ? 'running' : word === 'START_PENDING' ? 'starting' : 'stopped';
  return { state, pid };
}
