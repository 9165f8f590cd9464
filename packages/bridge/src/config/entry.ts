import type { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import { asText, invalid } from './option.ts';
import { readSecretFile } from './secret-file.ts';

/** One object of a list of settings, before it is understood. `where` names it in errors. */
export type Entry = Readonly<Record<string, unknown>>;

/** The list as it stands in config.json5, or in the JSON text of a flag or variable. */
export function parseList(raw: unknown, where: string, example: string): unknown {
  if (typeof raw !== 'string') return raw;
  try {
    return JSON.parse(raw);
  } catch {
    throw invalid(`${where} is not valid JSON.`, `It looks like ${example}`);
  }
}

export function asEntry(raw: unknown, keys: readonly string[], where: string): Entry {
  if (typeof raw !== 'object' || raw === null) throw invalid(`${where} is not an object.`);
  const stranger = Object.keys(raw).find((key) => !keys.includes(key));
  if (stranger !== undefined) throw unknownKey(stranger, keys, where);
  return raw as Entry;
}

export function unknownKey(stranger: string, known: readonly string[], where: string): Failure {
  const meant = nearest(stranger, known) ?? known.find((key) => isShort(stranger, key));
  return invalid(
    `${where} has an unknown key "${stranger}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
  );
}

const USUAL_RULE = '1 to 64 letters, digits, "-" or "_", beginning with a letter or digit';

/** `lang` for `language`. */
function isShort(stranger: string, key: string): boolean {
  return stranger.length >= 3 && key.toLowerCase().startsWith(stranger.toLowerCase());
}

/** `rule` says in words what `isName` wants. */
export function nameIn(
  entry: Entry,
  isName: (text: string) => boolean,
  where: string,
  rule = USUAL_RULE,
): string {
  const name = textIn(entry, 'name', where);
  if (name !== undefined && isName(name)) return name;
  throw invalid(`"name" in ${where} must be ${rule}.`);
}

export function textIn(entry: Entry, key: string, where: string): string | undefined {
  const value = entry[key];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw invalid(`"${key}" in ${where} is not a text.`);
  return value;
}

/** A value of any type, read as an option reads its text. */
export function valueIn<T>(
  entry: Entry,
  key: string,
  where: string,
  parseText: (raw: string, where: string) => T,
): T | undefined {
  return entry[key] === undefined ? undefined : parseText(asText(entry[key]), `"${key}" in ${where}`);
}

/** Under its key, or in the file that stands under `<key>File`. */
export function secretIn(entry: Entry, key: string, where: string): string | undefined {
  const file = textIn(entry, `${key}File`, where);
  const value = textIn(entry, key, where);
  if (file !== undefined && value !== undefined)
    throw invalid(`${where} has both ${key} and ${key}File; keep one.`);
  return file === undefined ? value : readSecretFile(file, `"${key}File" in ${where}`);
}

export function refuseDuplicates(names: readonly string[], what: string, where: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw invalid(`${where} has two ${what} named "${twice}".`);
}
