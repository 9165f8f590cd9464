import type { Argv } from '../domain/service-plan.ts';
import type { ServiceJob } from '../domain/service.ts';
import type { Machine, Ran } from './machine.ts';

export const JOB: ServiceJob = {
  node: '/usr/bin/node',
  script: '/usr/lib/node_modules/clawbridge/dist/clawbridge.cjs',
  home: '/home/me/.clawbridge',
  logFile: '/home/me/.clawbridge/logs/clawbridge.log',
  variables: { CLAWBRIDGE_LOG_FILE: '/home/me/.clawbridge/logs/clawbridge.log' },
};

const WINDOWS_HOME = 'C:\\Users\\me\\.clawbridge';

export const WINDOWS_JOB: ServiceJob = {
  node: 'C:\\Program Files\\nodejs\\node.exe',
  script: 'C:\\Users\\me\\AppData\\Roaming\\npm\\node_modules\\clawbridge\\dist\\clawbridge.cjs',
  home: WINDOWS_HOME,
  logFile: `${WINDOWS_HOME}\\logs\\clawbridge.log`,
  variables: { CLAWBRIDGE_LOG_FILE: `${WINDOWS_HOME}\\logs\\clawbridge.log` },
};

export const WINDOWS_PLACE = {
  name: 'clawbridge',
  folder: `${WINDOWS_HOME}\\service`,
  user: 'DESK\\me',
  systemRoot: 'C:\\Windows',
  appData: 'C:\\Users\\me\\AppData\\Roaming',
};

export interface FakeMachine extends Machine {
  /** All that was run, in order. */
  readonly ran: readonly Argv[];
}

/** A machine whose programs answer as they are told, by the beginning of their command line; the others succeed without a word. */
export function createFakeMachine({
  answers = {},
  files = {},
  alive = [],
}: {
  readonly answers?: Readonly<Record<string, Partial<Ran>>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly alive?: readonly number[];
} = {}): FakeMachine {
  const ran: Argv[] = [];
  return {
    ran,
    async run(argv) {
      ran.push(argv);
      const [, answer] = Object.entries(answers).find(([begin]) => argv.join(' ').startsWith(begin)) ?? [];
      return { code: 0, stdout: '', stderr: '', ...answer };
    },
    async leave(argv) {
      ran.push(argv);
    },
    read: (file) => files[file],
    isAlive: (pid) => alive.includes(pid),
  };
}
