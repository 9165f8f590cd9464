import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node24 } from '../install.ts';
import type { Environment } from '../../journeys/program.ts';
import type { Person, Visit } from './browser.ts';

/** A browser that other programs find where they look for one, with a person in front of it. */
export interface FakeBrowser {
  /** What a program has to be started with to open this browser and no other. */
  readonly env: Environment;
  /** What has been opened with it so far. */
  visits(): readonly Visit[];
  remove(): void;
}

/** By these names programs look for a browser: on Linux, as the default of a desktop, on a Mac. */
const NAMES = ['x-www-browser', 'xdg-open', 'open'];

/** No system but Windows starts a browser by a name on the PATH. */
export const CAN_FAKE_BROWSERS = process.platform !== 'win32';

export function installBrowser(person: Person): FakeBrowser {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-browser-'));
  const program = fileURLToPath(new URL('browser-program.ts', import.meta.url));
  const log = join(folder, 'visits.jsonl');
  writeFileSync(join(folder, 'person.json'), JSON.stringify(person));
  const script = `#!/bin/sh\nexec '${node24()}' '${program}' '${folder}' "$1"\n`;
  for (const name of NAMES) writeFileSync(join(folder, name), script, { mode: 0o755 });
  return {
    env: {
      PATH: [folder, process.env['PATH'] ?? ''].join(delimiter),
      BROWSER: join(folder, 'x-www-browser'),
    },
    visits() {
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, 'utf8').trim().split('\n');
      return lines.map((line) => JSON.parse(line) as Visit);
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
