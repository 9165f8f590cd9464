/** A JSON object as it came: nothing is known of its keys. */
export type Wire = Readonly<Record<string, unknown>>;

export const PROTOCOL = '2024-11-05';

/** The object a frame holds; undefined if it is no JSON, or another kind of it. */
export function parseObject(text: string): Wire | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function asObject(value: unknown): Wire | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Wire;
}

/** A text as it is, and anything else as JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
