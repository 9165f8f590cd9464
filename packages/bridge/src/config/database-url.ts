import { invalid } from './option.ts';

/** Errors: `config_invalid`, which does not repeat the address: there is a password in it. */
export function checkDatabaseUrl(url: string | undefined, where: string): string | undefined {
  if (url === undefined || (/^postgres(ql)?:\/\//i.test(url) && URL.canParse(url))) return url;
  throw invalid(
    `${where} is not the address of a PostgreSQL database.`,
    'Like postgres://user:password@host:5432/name.',
  );
}

/** The whole address, and its password as it is without the escapes of an address. */
export function databaseSecrets(url: string | undefined): readonly string[] {
  if (url === undefined) return [];
  const { password } = new URL(url);
  return password === '' ? [url] : [url, decodeURIComponent(password)];
}
