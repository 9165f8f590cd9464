import { createHash } from 'node:crypto';

/** Not secret: they stand in other records, or in what a client says of itself. */
const OPEN_KINDS: readonly string[] = ['Client', 'Grant'];

/** Where a record is kept. Whoever reads the store learns no token, no code and no session that could be used. */
export function recordId(kind: string, id: string): string {
  return OPEN_KINDS.includes(kind) ? id : createHash('sha256').update(`${kind} ${id}`).digest('base64url');
}
