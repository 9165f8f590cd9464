import { storable, storableJson } from '../storable.ts';

/** What a statement can be given. */
export type Value = string | number | boolean | null | readonly string[] | Uint8Array;

/** PostgreSQL refuses a text with a NUL or half a character: it gets the same replacement as in the other store. */
export function acceptable(value: Value): Value {
  if (typeof value === 'string') return storable(value);
  return Array.isArray(value) ? value.map(storable) : value;
}

/** Many rows (or texts) as one value, for `json_to_recordset`. */
export function recordset(rows: readonly (object | string)[]): string {
  return storableJson(rows);
}
