/** A word as a unit file has it: in quotes, no backslash or quote of its own taken for one, and no `%h` for a specifier. */
export function systemdWord(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}

/** A word behind the program: there `$NAME` would be replaced, too. */
export function systemdArgument(text: string): string {
  return systemdWord(text).replaceAll('$', '$$$$');
}
