import { spawn, type ChildProcess } from 'node:child_process';
import { cutText } from '../domain/cut-text.ts';
import { Failure } from '../domain/failure.ts';
import type { Notice } from '../domain/notice.ts';
import type { Clock } from '../domain/port/clock.ts';
import { noticeBody } from './notice-body.ts';

const LIMIT_MS = 30_000;

/** Of what a command says on stderr only the end is kept, and of that one line is told. */
const KEPT_CHARS = 4_000;
const TOLD_CHARS = 300;

export interface CommandDeps {
  /** Of this process. */
  readonly environment: Environment;
  readonly clock: Clock;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs a program with the notice on stdin. Exit code 0 means it has taken it. Errors: `notify_failed`. */
export function runCommand(
  [program, ...args]: readonly [string, ...string[]],
  notice: Notice,
  { environment, clock }: CommandDeps,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = start(program, args, environmentFor(notice, environment));
    let said = '';
    const cancelLimit = clock.after(LIMIT_MS, () => {
      endGroup(child);
      // What left the group may hold stderr open for as long as it likes.
      child.stderr?.destroy();
      reject(tooSlow(program, said));
    });
    child.on('error', (error) => {
      cancelLimit();
      reject(notStarted(program, error));
    });
    // It was not started, and may not even have pipes; the error comes in a moment.
    if (child.pid === undefined) return;

    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      said = (said + piece).slice(-KEPT_CHARS);
    });
    // A command need not read what it is told.
    child.stdin.on('error', () => {});
    child.stdin.end(noticeBody(notice));

    child.on('exit', (code) => {
      if (code !== 0) return;
      // What it left running may hold stderr open for as long as it likes.
      cancelLimit();
      child.stderr.destroy();
      resolve();
    });
    child.on('close', (code, signal) => {
      cancelLimit();
      reject(ended(program, code ?? signal, said));
    });
  });
}

/** Some errors are thrown and others come as an event. */
function start(program: string, args: readonly string[], env: Record<string, string | undefined>) {
  try {
    return spawn(program, args, {
      stdio: ['pipe', 'ignore', 'pipe'],
      env,
      // A process group of its own, so that what it starts can be ended with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (thrown) {
    throw notStarted(program, thrown);
  }
}

/** What programs need to find their files, their display and their language. Anything else may be a secret of ours. */
const HANDED_ON = new Set(
  [
    'PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR TERM',
    'DISPLAY WAYLAND_DISPLAY XAUTHORITY DBUS_SESSION_BUS_ADDRESS',
    'XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME',
    'SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT TEMP TMP USERNAME USERPROFILE',
    'HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES',
  ].flatMap((names) => names.split(' ')),
);

function environmentFor({ id, task }: Notice, ours: Environment): Record<string, string | undefined> {
  const handedOn = Object.entries(ours).filter(([name]) => {
    // Windows writes names as it likes: `Path`.
    const plain = name.toUpperCase();
    return HANDED_ON.has(plain) || plain.startsWith('LC_');
  });
  return {
    ...Object.fromEntries(handedOn),
    CLAWBRIDGE_DELIVERY_ID: id,
    CLAWBRIDGE_TASK_ID: task.id,
    CLAWBRIDGE_TASK_STATUS: task.status,
  };
}

function endGroup(child: ChildProcess): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
  }
}

function notStarted(program: string, thrown: unknown): Failure {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
  return new Failure('notify_failed', `The command ${program} cannot be started (${code}).`, {
    hint: HINTS[code] ?? 'Run it by hand as the user clawbridge runs as.',
    retryable: HINTS[code] === undefined,
    cause: thrown,
  });
}

const HINTS: Readonly<Record<string, string>> = {
  ENOENT: 'Install it, or write its whole path into "notify".',
  ENOTDIR: 'Correct its path in "notify".',
  EACCES: 'Make it executable for the user clawbridge runs as.',
};

function tooSlow(program: string, said: string): Failure {
  return failed(`The command ${program} was ended after ${LIMIT_MS / 1000} s`, said);
}

function ended(program: string, how: number | string | null, said: string): Failure {
  return failed(
    `The command ${program} ended with ${typeof how === 'number' ? `exit code ${how}` : how}`,
    said,
  );
}

function failed(what: string, said: string): Failure {
  const line = lastLine(said);
  return new Failure('notify_failed', line === undefined ? `${what}.` : `${what}: ${line}`, {
    hint: 'It must end with exit code 0 once it has taken the notice.',
    retryable: true,
  });
}

/** Without the colours and other control characters of a terminal. */
function lastLine(said: string): string | undefined {
  const lines = said
    // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
    .replaceAll(/\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u0009\u000b-\u001f\u007f]/g, (found) =>
      found === '\r' ? '\n' : '',
    )
    .split('\n')
    .map((line) => line.trim());
  const last = lines.findLast((line) => line !== '');
  return last === undefined ? undefined : cutText(last, TOLD_CHARS);
}
