/** One statement, whole, under the name the server remembers it prepared by. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export function named<K extends string>(
  prefix: string,
  texts: Readonly<Record<K, string>>,
): Record<K, Statement> {
  const entries = Object.entries<string>(texts).map(([name, text]) => [
    name,
    { name: `${prefix}_${name}`, text },
  ]);
  return Object.fromEntries(entries) as Record<K, Statement>;
}
