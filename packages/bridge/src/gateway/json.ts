/**
 * Careful reading of what a gateway sends: whatever is not as expected is simply not there. The protocol grows
 * from release to release, so nothing here insists on more than it uses.
 */
export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A non-empty string, or undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A time, a count or a place: stores take whole numbers only. */
export function integer(value: unknown): number | undefined {
  const found = number(value);
  return found === undefined ? undefined : Math.trunc(found);
}

/** The object's keys whose value is defined: exact optional properties want no `undefined`. */
export function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
