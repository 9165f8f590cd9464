import { Failure } from '../domain/failure.ts';
import { LOOPBACK_HOSTS, urlHost } from '../domain/host.ts';

/** One setting: how it is called in each place, how it is read, what it is when nobody sets it. */
export interface Option<T> {
  /** Long flag without dashes. */
  readonly flag: string;
  /** Other long names of the flag: what people know it by from another program. */
  readonly aliases: readonly string[];
  readonly short?: string;
  /** Environment variables, the first one that is set counts. Secrets are also read from `NAME_FILE`. */
  readonly env: readonly string[];
  /** True for a flag without a value. */
  readonly isSwitch: boolean;
  readonly isSecret: boolean;
  readonly initial: T;
  /** What `--help` and the docs call the value: `URL`, `MS` … */
  readonly value: string;
  readonly help: string;
  /** Reads a text from a flag, the environment or a file. `where` names it in errors. Errors: `config_invalid`. */
  read(text: string, where: string): T;
}

interface Names {
  readonly flag: string;
  readonly aliases?: readonly string[];
  readonly short?: string;
  readonly env?: readonly string[];
  readonly help: string;
}

function option<T>(
  names: Names,
  rest: Pick<Option<T>, 'initial' | 'value' | 'read'> & Partial<Option<T>>,
): Option<T> {
  return { aliases: [], env: [], isSwitch: false, isSecret: false, ...names, ...rest };
}

export function text(names: Names & { value: string; initial: string }): Option<string> {
  return option(names, {
    ...names,
    read(raw, where) {
      if (raw.trim() !== '') return raw.trim();
      throw invalid(`${where} is empty; leave it out for "${names.initial}".`);
    },
  });
}

/** A text nobody needs to set. */
export function maybe(names: Names & { value: string }): Option<string | undefined> {
  return option(names, { ...names, initial: undefined, read: (raw) => raw.trim() || undefined });
}

/** An address that decides whom we believe. */
export function webUrl(names: Names): Option<string | undefined> {
  return option<string | undefined>(names, {
    initial: undefined,
    value: 'URL',
    read: (raw, where) => (raw.trim() === '' ? undefined : checkWebUrl(raw.trim(), where)),
  });
}

/** Over plain HTTP only on this machine. Errors: `config_invalid`. */
function checkWebUrl(text: string, where: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || `${url.username}${url.password}` !== '')
    throw invalid(`${where} is not an address like https://claw.example.com.`);
  if (`${url.search}${url.hash}` !== '') throw invalid(`${where} must end with its path.`);
  if (url.protocol === 'https:' || LOOPBACK_HOSTS.map(urlHost).includes(url.hostname)) return text;
  throw invalid(`${where} is plain HTTP.`, 'Use https; http is for addresses of this machine only.');
}

export function secret(names: Names): Option<string | undefined> {
  return option(names, {
    initial: undefined,
    value: 'SECRET',
    isSecret: true,
    read: (raw) => raw.trim() || undefined,
  });
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export function integer<T extends number | undefined>(
  names: Names & Bounds & { value: string; initial: T },
): Option<T | number> {
  const { min, max } = names;
  return option<T | number>(names, {
    ...names,
    read(raw, where) {
      const number = Number(raw);
      if (/^\s*[+-]?\d+\s*$/.test(raw) && number >= min && number <= max) return number;
      throw invalid(`${where} is ${shown(raw)}, which is not a whole number from ${min} to ${max}.`);
    },
  });
}

const YES = ['true', '1', 'yes', 'on'];
const NO = ['false', '0', 'no', 'off'];

/** Fails closed: a word we do not know, or none, stops the start, because nobody wants a guess about a safety switch. */
export function toggle(names: Names & { initial?: boolean }): Option<boolean> {
  return option(names, {
    initial: names.initial ?? false,
    value: '',
    isSwitch: true,
    read(raw, where) {
      const word = raw.trim().toLowerCase();
      if (YES.includes(word)) return true;
      if (NO.includes(word)) return false;
      throw invalid(`${where} is ${word === '' ? 'empty' : shown(raw)}; it can be true or false.`);
    },
  });
}

/** Nobody chose when it is undefined, where that is what it is initially. */
export function choice<const T extends string, const I extends T | undefined>(
  names: Names & { choices: readonly T[]; initial: I },
): Option<T | I> {
  const { choices } = names;
  return option<T | I>(names, {
    ...names,
    value: choices.join('|'),
    read(raw, where) {
      const found = choices.find((one) => one === raw.trim().toLowerCase());
      if (found !== undefined) return found;
      throw invalid(`${where} is ${shown(raw)}; it can be ${choices.join(', ')}.`);
    },
  });
}

/** All long names of a flag. */
export function namesOf({ flag, aliases }: Option<unknown>): readonly string[] {
  return [flag, ...aliases];
}

/** Comma-separated; `none` and nothing at all are the empty list. */
export function list(
  names: Names & { value: string; initial: readonly string[] },
): Option<readonly string[]> {
  return option(names, {
    ...names,
    read: (raw) => parts(raw).filter((one) => one !== 'none'),
  });
}

/**
 * What somebody may touch, comma-separated, in lower case unless case matters; everything when it is not set. Fails closed: a list that was
 * set and says nothing stops the start, and `none` is a name like any other, which nothing has.
 */
export function allowList(names: Names & { keepsCase?: boolean }): Option<readonly string[]> {
  return option<readonly string[]>(names, {
    initial: [],
    value: 'LIST',
    read(raw, where) {
      const allowed = parts(names.keepsCase === true ? raw : raw.toLowerCase());
      if (allowed.length === 0) throw invalid(`${where} is empty; leave it out to allow everything.`);
      const pattern = allowed.find((one) => one.includes('*'));
      if (pattern === undefined) return allowed;
      throw invalid(
        `${where} has ${shown(pattern)}, and "*" stands for nothing there.`,
        'Leave the setting out to allow everything; for sessions the beginning of the key is enough.',
      );
    },
  });
}

/** Some of what there is, comma-separated. Nobody chose when it is undefined. */
export function selection<const T extends string>(
  names: Names & { choices: readonly T[] },
): Option<readonly T[] | undefined> {
  const { choices } = names;
  return option<readonly T[] | undefined>(names, {
    initial: undefined,
    value: 'LIST',
    read(raw, where) {
      const named = parts(raw.toLowerCase());
      const stranger = named.find((one) => !choices.some((known) => known === one));
      if (stranger !== undefined)
        throw invalid(`${where} has ${shown(stranger)}; it can be ${choices.join(', ')}.`);
      if (named.length > 0) return choices.filter((one) => named.includes(one));
      throw invalid(`${where} is empty; it can be ${choices.join(', ')}.`);
    },
  });
}

function parts(raw: string): readonly string[] {
  return raw
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

export function invalid(message: string, hint?: string): Failure {
  return new Failure('config_invalid', message, { hint });
}

/** A value of a JSON file as the text a flag would have: numbers and booleans as written, lists with commas. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(asText).join(',') : JSON.stringify(value);
}

function shown(raw: string): string {
  return raw.length > 60 ? `"${raw.slice(0, 60)}…"` : `"${raw}"`;
}
