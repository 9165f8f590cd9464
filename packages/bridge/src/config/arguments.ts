import { parseArgs } from 'node:util';
import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import type { Option } from './option.ts';

export interface Arguments {
  readonly positionals: readonly string[];
  /** Flag name → text as given; `true` for a switch without a value. */
  readonly flags: ReadonlyMap<string, string | true>;
}

type AnyOption = Option<unknown>;

/**
 * Splits a command line into flags and the rest. Errors: `invalid_input` for a flag that does not exist, with the
 * one that was probably meant.
 */
export function readArguments(argv: readonly string[], known: readonly AnyOption[]): Arguments {
  const table = Object.fromEntries(
    known.map(({ flag, short, isSwitch }) => [
      flag,
      {
        type: isSwitch ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  const { tokens } = parseArgs({
    args: joined(argv, known),
    options: table,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags = new Map<string, string | true>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const found = known.find(({ flag }) => flag === token.name);
    if (!found) throw unknownFlag(token.rawName, known);
    if (!found.isSwitch && (token.value === undefined || swallowed(token))) throw valueMissing(token.rawName);
    flags.set(found.flag, token.value ?? true);
  }
  return { positionals, flags };
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

/** yargs, which openclaw-mcp uses, also takes `--auth true` and `--no-auth`; so do we. */
function joined(argv: readonly string[], known: readonly AnyOption[]): string[] {
  const switches = new Set(known.filter(({ isSwitch }) => isSwitch).map(({ flag }) => flag));
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
  const meant = nearest(
    rawName.replace(/^-+/, ''),
    known.map(({ flag }) => flag),
  );
  return usage(`Unknown flag ${rawName}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`);
}

export function usage(message: string): Failure {
  return new Failure('invalid_input', message, { hint: 'See `clawbridge --help`.' });
}
