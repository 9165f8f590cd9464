export type Encoding = 'br' | 'gzip';

/** The first of those there are which a client takes, by its Accept-Encoding; undefined for none. */
export function pickEncoding(accepted: string, there: readonly Encoding[]): Encoding | undefined {
  const taken = new Map(accepted.split(',').map(weighed));
  return there.find((one) => (taken.get(one) ?? taken.get('*') ?? 0) > 0);
}

function weighed(part: string): [string, number] {
  const [name = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
  const weight = parameters.find((one) => one.startsWith('q='))?.slice(2);
  return [name, weight === undefined ? 1 : Number(weight)];
}
