import {
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../domain/failure.ts';
import type { ClientChange } from '../domain/port/mcp-client.ts';
import type { MemberPath } from './edit-json.ts';

/** A byte order mark, which some editors of Windows write. */
const MARK = '\uFEFF';

/** The change that gives the member of a JSON file this value, or takes it away. Errors: `config_invalid`. */
export async function prepareFile(file: string, path: MemberPath, value: unknown): Promise<ClientChange> {
  const { memberIn, withMember, withoutMember } = await import('./edit-json.ts');
  return naming(file, () => {
    const former = readText(file);
    const mark = former?.startsWith(MARK) === true ? MARK : '';
    const text = (former ?? '').slice(mark.length);
    const there = memberIn(text, path);
    if (sameEntry(there, value)) return { what: 'nothing', place: file, apply: async () => undefined };
    const next = value === undefined ? withoutMember(text, path) : withMember(text, path, value);
    const what = value === undefined ? 'remove' : there === undefined ? 'add' : 'replace';
    return {
      what,
      place: file,
      apply: async () => naming(file, () => replaceFile(file, former, mark + next)),
    };
  });
}

/** A missing `env` is an empty one, and so is a missing list of arguments. */
export function sameEntry(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(withoutEmpty(one), withoutEmpty(other));
}

function withoutEmpty(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry;
  const isEmpty = (value: unknown) =>
    typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => !isEmpty(value)));
}

/** The value of a member, or undefined, also where there is no file. Errors: `config_invalid`. */
export async function readMember(file: string, path: MemberPath): Promise<unknown> {
  const { memberIn } = await import('./edit-json.ts');
  return naming(file, () => memberIn((readText(file) ?? '').replace(MARK, ''), path));
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Through a draft, so that a reader finds one state or the other. A link stays one: what it leads to is replaced. */
function replaceFile(file: string, former: string | undefined, text: string): string | undefined {
  mkdirSync(dirname(file), { recursive: true });
  const target = former === undefined ? file : realpathSync(file);
  const draft = `${target}.${process.pid}.tmp`;
  // The file of a client may hold secrets of others: nobody else may read it who could not before.
  const mode = former === undefined ? 0o600 : statSync(target).mode & 0o777;
  try {
    writeFileSync(draft, text, { mode, flush: true });
    if (readText(file) !== former)
      throw new Failure('config_invalid', 'Another program changed the file in this moment.', {
        hint: 'Nothing was written. Run it again.',
      });
    const backup = former === undefined ? undefined : backUp(target);
    renameSync(draft, target);
    return backup;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Beside the file, under the next free number: an older one may be the only copy of what somebody wrote by hand. */
function backUp(file: string): string {
  for (let number = 1; ; number++) {
    const backup = `${file}.backup-${number}`;
    try {
      copyFileSync(file, backup, constants.COPYFILE_EXCL);
      return backup;
    } catch (thrown) {
      if (codeOf(thrown) !== 'EEXIST') throw thrown;
    }
  }
}

/** Names the file in whatever goes wrong with it. */
function naming<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    if (thrown instanceof Failure)
      throw new Failure(thrown.code, `${file}: ${thrown.message}`, { hint: thrown.hint });
    throw new Failure(
      'config_invalid',
      `${file} cannot be read or written (${codeOf(thrown) ?? String(thrown)}).`,
      {
        hint: 'Look at its permissions; nothing was changed.',
        cause: thrown,
      },
    );
  }
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
}
