import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Place } from './place.ts';

/** A folder of a person, gone after the test. */
export function makePlace(platform = 'linux', environment: Place['environment'] = {}): Place {
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'clawbridge-place-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return { platform, environment, home };
}
