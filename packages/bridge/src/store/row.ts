/** A row as its driver gives it: SQLite knows no booleans. Only the stores see it. */
export type Row = Record<string, unknown>;

/** What a column adds when it has a value. */
export function given<T extends object>(
  row: Row,
  column: string,
  make: (value: unknown) => T,
): T | undefined {
  const value = row[column];
  return value === null || value === undefined ? undefined : make(value);
}

export function text(row: Row, column: string): string {
  return String(row[column]);
}

export function number(row: Row, column: string): number {
  return Number(row[column]);
}

export function flag(row: Row, column: string): boolean {
  return row[column] === true || row[column] === 1;
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : new Uint8Array();
}
