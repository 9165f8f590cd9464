import type { Arguments } from './arguments.ts';
import { namesOf, text, type Option } from './option.ts';

/** The flag that names a file with a secret instead of the secret. */
export function fileFlag({ flag }: Pick<Option<unknown>, 'flag'>): string {
  return `${flag}-file`;
}

/** That flag as an option, under every name its secret has. */
export function secretFileOption(secret: Option<unknown>): Option<unknown> {
  const [, ...aliases] = namesOf(secret).map((flag) => fileFlag({ flag }));
  const help = `File with the value of --${secret.flag}`;
  return text({ flag: fileFlag(secret), aliases, value: 'FILE', initial: '', help });
}

/** A warning about secrets that stand on the command line itself; undefined when none does. */
export function inlineSecretWarning(
  { typed }: Pick<Arguments, 'typed'>,
  known: readonly Option<unknown>[],
): string | undefined {
  const named = known.filter(({ isSecret }) => isSecret).flatMap(({ flag }) => typed.get(flag) ?? []);
  if (named.length === 0) return undefined;
  const files = named.map((name) => fileFlag({ flag: name }));
  return `Others on this machine can read the value of ${named.join(' and ')} in the list of processes. Use ${files.join(' and ')}.`;
}
