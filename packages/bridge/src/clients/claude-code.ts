import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import type { ClientEntry } from '../domain/client-entry.ts';
import { Failure, toFailure } from '../domain/failure.ts';
import type { ByHand, ClientChange, McpClient } from '../domain/port/mcp-client.ts';
import { readMember, sameEntry } from './config-file.ts';
import { createFileClient } from './file-client.ts';
import { pathIn, type Place } from './place.ts';
import { typedEntry } from './server-entry.ts';

const TITLE = 'Claude Code';
const KEY = 'mcpServers';

/** What `claude` is started with. */
type Arguments = readonly string[];

/** Source: https://code.claude.com/docs/en/mcp */
export function createClaudeCode(place: Place): McpClient {
  const { project } = place;
  const file = project === undefined ? ownFile(place) : pathIn(place, project, '.mcp.json');
  const client = createFileClient({
    title: TITLE,
    isShared: project !== undefined,
    file,
    key: KEY,
    write: typedEntry,
  });
  if (project !== undefined) return client;
  return { ...client, prepare: async (name, entry) => await prepareByCommand(place, file, name, entry) };
}

function ownFile(place: Place): string {
  return pathIn(place, place.environment['CLAUDE_CONFIG_DIR'] || place.home, '.claude.json');
}

/** Its own file is more than settings, and it writes it all the time while it runs: only its own program may change it. */
async function prepareByCommand(
  place: Place,
  file: string,
  name: string,
  entry: ClientEntry | undefined,
): Promise<ClientChange | ByHand> {
  const wanted = entry && typedEntry(entry);
  const there = await readMember(file, [KEY, name]);
  if (sameEntry(there, wanted)) return { what: 'nothing', place: file, apply: async () => undefined };
  const removes = there === undefined ? [] : [['mcp', 'remove', '--scope', 'user', name]];
  const adds = wanted === undefined ? [] : [adding(name, wanted)];
  const program = findProgram(place);
  if (program === undefined) return { what: 'by hand', isMissing: true, steps: steps([...removes, ...adds]) };
  const runEach = async (commands: readonly Arguments[]) => {
    for (const args of commands) await run(program, args, place.environment);
  };
  return {
    what: wanted === undefined ? 'remove' : there === undefined ? 'add' : 'replace',
    place: file,
    async apply() {
      await runEach(removes);
      await runEach(adds).catch(async (thrown: unknown) => {
        if (there !== undefined) await runEach([adding(name, there)]).catch(() => sayItIsGone(thrown));
        throw thrown;
      });
      return undefined;
    },
  };
}

function adding(name: string, written: unknown): Arguments {
  return ['mcp', 'add-json', '--scope', 'user', name, JSON.stringify(written)];
}

/** Not what it was: an entry may hold secrets. */
function sayItIsGone(thrown: unknown): never {
  const { code, message } = toFailure(thrown);
  throw new Failure(code, message, {
    hint: 'It was taken out before, and the old entry could not be put back: add it again with `claude mcp add-json`.',
    cause: thrown,
  });
}

/** Only what can be started without a shell, in which a JSON text would need quotes of its own. */
function findProgram(place: Place): string | undefined {
  const isWindows = place.platform === 'win32';
  const { PATH = '' } = place.environment;
  return PATH.split(isWindows ? ';' : ':')
    .filter((folder) => folder !== '')
    .map((folder) => pathIn(place, folder, isWindows ? 'claude.exe' : 'claude'))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const LIMIT_MS = 60_000;

function run(program: string, args: Arguments, env: Place['environment']): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, timeout: LIMIT_MS, windowsHide: true }, (error, stdout, stderr) => {
      if (error === null) return resolve();
      const said = (stderr.trim() || stdout.trim() || error.message).split('\n').at(-1);
      reject(
        new Failure('config_invalid', `\`claude ${args.slice(0, 2).join(' ')}\` failed: ${said}`, {
          hint: 'Run `claude mcp list` to see what it has.',
          cause: error,
        }),
      );
    });
  });
}

function steps(commands: readonly Arguments[]): string {
  const lines = commands.map((args) => `  claude ${args.map(quoted).join(' ')}`);
  return ['There is no `claude` on the PATH here. Where it is, run:', ...lines].join('\n');
}

/** For the shells of Unix. */
function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
