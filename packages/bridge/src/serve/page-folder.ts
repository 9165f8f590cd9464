import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the program; where its sources run, where the page is built. */
const PLACES = ['web', join('..', '..', '..', 'web', 'dist')];

/** Where the built page is. */
export function pageFolder(): string {
  const [beside = '', ...others] = PLACES.map((place) => join(__dirname, place));
  return others.find((folder) => existsSync(folder) && !existsSync(beside)) ?? beside;
}
