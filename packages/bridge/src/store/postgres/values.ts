import { wellFormed } from '../../domain/well-formed.ts';

/** What a statement can be given. */
export type Value = string | number | boolean | null | readonly string[];

/** PostgreSQL refuses a text with a NUL or half a character: it gets the same replacement as in the other store. */
export function acceptable(value: Value): Value {
  if (typeof value === 'string') return clean(value);
  return Array.isArray(value) ? value.map(clean) : value;
}

/** Many rows (or texts) as one value, for `json_to_recordset`. */
export function recordset(rows: readonly (object | string)[]): string {
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? clean(value) : value));
}

function clean(text: string): string {
  return wellFormed(text).replaceAll('\0', '\ufffd');
}
