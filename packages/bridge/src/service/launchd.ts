import { posix } from 'node:path';
import type { ServiceHost } from '../domain/port/service-host.ts';
import { remove, run, write } from '../domain/service-plan.ts';
import { checkServiceJob, type ServiceJob, type ServiceState } from '../domain/service.ts';
import type { Machine } from './machine.ts';
import { pathFor } from './path-for.ts';
import { xmlText } from './xml-text.ts';

export interface LaunchdPlace {
  readonly name: string;
  /** Folder of the person. */
  readonly home: string;
  /** Number of the person. */
  readonly uid: number;
}

/** What was before needs a moment to be gone; until then launchd answers "Input/output error". */
const BOOTSTRAP_TRIES = 15;

/** Sources: launchd.plist(5), launchctl(1). */
export function createLaunchd({ name, home, uid }: LaunchdPlace, machine: Machine): ServiceHost {
  const label = `io.github.clawbridge.${name}`;
  const file = posix.join(home, 'Library', 'LaunchAgents', `${label}.plist`);
  const domain = `gui/${uid}`;
  const target = `${domain}/${label}`;
  const bootout = run(['launchctl', 'bootout', target], { mayFail: true });
  const load = [
    run(['launchctl', 'enable', target], { hint: HINT }),
    run(['launchctl', 'bootstrap', domain, file], { tries: BOOTSTRAP_TRIES, hint: HINT }),
  ];
  return {
    title: 'launchd, for this user',
    file,
    install: async (job) => [write(file, plistLines(label, job)), bootout, ...load],
    uninstall: async () => [bootout, remove(file)],
    start: async () => [
      // It is loaded already, unless somebody took it out.
      run(['launchctl', 'bootstrap', domain, file], { mayFail: true }),
      run(['launchctl', 'kickstart', target], { hint: HINT }),
    ],
    // It ends with exit code 0, and is then left alone until the next login.
    stop: async () => [run(['launchctl', 'kill', 'SIGTERM', target], { hint: HINT })],
    restart: async () => [run(['launchctl', 'kickstart', '-k', target], { hint: HINT })],
    look: async () => {
      if (machine.read(file) === undefined) return { state: 'absent' };
      const { code, stdout } = await machine.run(['launchctl', 'print', target]);
      return code === 0 ? stateFrom(stdout) : { state: 'stopped', detail: 'launchd has not loaded it' };
    },
    advice: async () => ['It runs while you are logged in to the desktop of this Mac.'],
  };
}

const HINT =
  'launchd keeps the services of who is logged in to the desktop: run it in Terminal there, and not over SSH.';

/**
 * launchd knows "again unless it succeeded", and no exit code: so a shell stands before the program, which hands on the
 * signals of launchd, waits, and makes a success of 78 (a setting is wrong, and starting again mends nothing).
 */
export const WRAPPER = [
  '"$@" & child=$!',
  'trap \'kill -TERM "$child"\' TERM INT HUP',
  'while :; do wait "$child"; code=$?; kill -0 "$child" 2>/dev/null || break; done',
  '[ "$code" -eq 78 ] && exit 0',
  'exit "$code"',
].join('; ');

function plistLines(label: string, job: ServiceJob): string[] {
  checkServiceJob(job);
  const { node, script, variables, logFile } = job;
  const words = ['/bin/sh', '-c', WRAPPER, 'clawbridge', node, script, 'serve'];
  const environment = { PATH: pathFor(node), ...variables };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    ...entry('Label', label),
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...words.map((word) => `    <string>${xmlText(word)}</string>`),
    '  </array>',
    '  <key>EnvironmentVariables</key>',
    '  <dict>',
    ...Object.entries(environment).flatMap(([name, value]) => entry(name, value).map((line) => `  ${line}`)),
    '  </dict>',
    '  <key>RunAtLoad</key>',
    '  <true/>',
    '  <key>KeepAlive</key>',
    '  <dict>',
    '    <key>SuccessfulExit</key>',
    '    <false/>',
    '  </dict>',
    '  <key>ThrottleInterval</key>',
    '  <integer>10</integer>',
    '  <key>ExitTimeOut</key>',
    '  <integer>20</integer>',
    '  <key>ProcessType</key>',
    '  <string>Background</string>',
    // 077: what it writes only its user may read.
    '  <key>Umask</key>',
    '  <integer>63</integer>',
    ...entry('StandardOutPath', '/dev/null'),
    // Only what Node says when it crashes: everything else goes to the log file.
    ...entry('StandardErrorPath', `${logFile}.stderr`),
    '</dict>',
    '</plist>',
  ];
}

function entry(key: string, value: string): string[] {
  return [`  <key>${xmlText(key)}</key>`, `  <string>${xmlText(value)}</string>`];
}

function stateFrom(printed: string): ServiceState {
  const of = (key: string) => new RegExp(`^\\s*${key} = (.+)$`, 'm').exec(printed)?.[1]?.trim();
  const runs = Number(of('runs'));
  const code = of('last exit code');
  const isRunning = of('state') === 'running';
  return {
    state: isRunning ? 'running' : 'stopped',
    pid: Number(of('pid')) || undefined,
    restarts: runs > 0 ? runs - 1 : undefined,
    detail: isRunning || code === undefined ? undefined : `the last exit code is ${code}`,
  };
}
