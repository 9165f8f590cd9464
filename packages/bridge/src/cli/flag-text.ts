/** The value of a flag that takes one, or undefined. */
export function flagText(flags: ReadonlyMap<string, string | true>, name: string): string | undefined {
  const value = flags.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
