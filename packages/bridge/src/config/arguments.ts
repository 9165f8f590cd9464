import { parseArgs } from 'node:util';
import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import { namesOf, type Option } from './option.ts';

export interface Arguments {
  readonly positionals: readonly string[];
  /** Flag name → text as given; `true` for a switch without a value. */
  readonly flags: ReadonlyMap<string, string | true>;
  /** Flag name → as it was typed, `--url` or `-u`: errors call it what the user called it. */
  readonly typed: ReadonlyMap<string, string>;
}

type AnyOption = Option<unknown>;

/**
 * Splits a command line into flags and the rest. Errors: `invalid_input` for a flag that does not exist, with the
 * one that was probably meant.
 */
export function readArguments(argv: readonly string[], known: readonly AnyOption[]): Arguments {
  const { fault, ...read } = skimArguments(argv, known);
  if (fault !== undefined) throw fault;
  return read;
}

/** What can be understood of a command line, and the first thing that cannot. */
export function skimArguments(
  argv: readonly string[],
  known: readonly AnyOption[],
): Arguments & { readonly fault: Failure | undefined } {
  const table = Object.fromEntries(
    known.flatMap((option) => {
      const type = option.isSwitch ? ('boolean' as const) : ('string' as const);
      const short = option.short === undefined ? {} : { short: option.short };
      return namesOf(option).map((name) => [name, { type, ...(name === option.flag ? short : {}) }]);
    }),
  );
  const { tokens } = parseArgs({
    args: joined(argv, known),
    options: table,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags = new Map<string, string | true>();
  const typed = new Map<string, string>();
  const positionals: string[] = [];
  const faults: Failure[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const found = known.find((option) => namesOf(option).includes(token.name));
    if (!found) {
      faults.push(unknownFlag(token.rawName, known));
      continue;
    }
    if (!found.isSwitch && (token.value === undefined || swallowed(token))) {
      faults.push(valueMissing(token.rawName));
      continue;
    }
    const before = typed.get(found.flag) ?? token.rawName;
    if (before !== token.rawName && !found.isSwitch) faults.push(saidTwice(before, token.rawName));
    typed.set(found.flag, token.rawName);
    flags.set(found.flag, token.value ?? true);
  }
  return { positionals, flags, typed, fault: faults[0] };
}

/** The next flag, taken for a value because the value was forgotten. */
function swallowed({
  value,
  inlineValue,
}: {
  readonly value?: string;
  readonly inlineValue?: boolean;
}): boolean {
  return inlineValue === false && value?.startsWith('--') === true;
}

function valueMissing(flag: string): Failure {
  return usage(`${flag} needs a value. If it begins with dashes, write ${flag}=VALUE.`);
}

function saidTwice(before: string, now: string): Failure {
  return usage(`${before} and ${now} are the same setting; keep one.`);
}

/** yargs, which openclaw-mcp uses, also takes `--auth true` and `--no-auth`; so do we. */
function joined(argv: readonly string[], known: readonly AnyOption[]): string[] {
  const switches = new Set(known.filter(({ isSwitch }) => isSwitch).flatMap(namesOf));
  const out: string[] = [];
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  for (const word of words) {
    const before = out.at(-1);
    if (/^(true|false)$/i.test(word) && before?.startsWith('--') && switches.has(before.slice(2))) {
      out[out.length - 1] = `${before}=${word}`;
    } else if (word.startsWith('--no-') && switches.has(word.slice(5))) out.push(`--${word.slice(5)}=false`);
    else out.push(word);
  }
  return [...out, ...argv.slice(words.length)];
}

function unknownFlag(rawName: string, known: readonly AnyOption[]): Failure {
  const meant = nearest(rawName.replace(/^-+/, ''), known.flatMap(namesOf));
  return usage(`Unknown flag ${rawName}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`);
}

export function usage(message: string): Failure {
  return new Failure('invalid_input', message, { hint: 'See `clawbridge --help`.' });
}
