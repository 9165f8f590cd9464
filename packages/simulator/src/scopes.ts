/** The rights of a connection. `operator.admin` includes all others. */
export type Scopes = readonly string[];

export const READ = 'operator.read';
export const WRITE = 'operator.write';
export const APPROVALS = 'operator.approvals';
export const ADMIN = 'operator.admin';

/** `operator.write` includes `operator.read`. */
export function allows(scopes: Scopes, needed: string): boolean {
  if (scopes.includes(ADMIN) || scopes.includes(needed)) return true;
  return needed === READ && scopes.includes(WRITE);
}
