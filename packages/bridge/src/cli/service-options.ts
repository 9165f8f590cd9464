import { choice, integer, maybe, toggle } from '../config/option.ts';

/** Flags of `clawbridge service` alone. */
export const serviceOptions = {
  system: toggle({
    flag: 'system',
    help: 'On Linux, a service of the whole machine, which starts at boot; needs root',
  }),
  runAs: maybe({
    flag: 'run-as',
    value: 'USER',
    help: 'As whom a service of the whole machine runs; who called sudo without it',
  }),
  as: choice({
    flag: 'as',
    choices: ['task', 'service', 'startup'],
    initial: 'task',
    help: 'On Windows, a scheduled task, a service (needs an administrator and --winsw), or the Startup folder',
  }),
  winsw: maybe({
    flag: 'winsw',
    value: 'FILE',
    help: 'The WinSW program you downloaded, for --as service',
  }),
  winswSha256: maybe({ flag: 'winsw-sha256', value: 'HEX', help: 'SHA-256 it must have' }),
  removeOld: toggle({
    flag: 'remove-old',
    help: 'On Windows, take away JarvisMCPBridge, which the scripts of a tutorial installed',
  }),
  follow: toggle({ flag: 'follow', short: 'f', help: 'Go on printing the log as it grows' }),
  lines: integer({
    flag: 'lines',
    short: 'n',
    value: 'N',
    min: 0,
    max: 1_000_000,
    initial: 50,
    help: 'How many lines of the log are printed',
  }),
} as const;
