import { wellFormed } from '../domain/well-formed.ts';

/**
 * A text as every store can give it back. SQLite's driver passes C strings and UTF-8, PostgreSQL refuses a NUL or half a
 * character: either becomes U+FFFD.
 */
export function storable(text: string): string {
  return wellFormed(text).replaceAll('\0', '\ufffd');
}

/** For a column that may be empty. */
export function storableOrNull(text: string | undefined): string | null {
  return text === undefined ? null : storable(text);
}

/** JSON of it, with every text storable: also once it is read back. */
export function storableJson(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? storable(part) : part));
}
