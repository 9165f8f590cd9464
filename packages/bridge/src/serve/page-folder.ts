import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the program. */
const SHIPPED = join(__dirname, 'web');

/** Where it is built, for the program that runs from its sources. */
const BUILT = join(__dirname, '..', '..', '..', 'web', 'dist');

/** Where the built page is, or would be. */
export function pageFolder(): string {
  return !existsSync(SHIPPED) && existsSync(BUILT) ? BUILT : SHIPPED;
}
