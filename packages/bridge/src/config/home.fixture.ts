import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Environment } from './read.ts';

/** A CLAWBRIDGE_HOME of its own, and what the program makes of it. */
export interface TempHome {
  readonly folder: string;
  /** Writes a file into the folder and returns its path. */
  write(name: string, content: string): string;
  /** Reads the configuration with this home. */
  read(env?: Environment, flags?: Readonly<Record<string, string | true>>): ReturnType<typeof readConfig>;
  discard(): void;
}

export function createTempHome(): TempHome {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-home-'));
  return {
    folder,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    async read(env = {}, flags = {}) {
      const given = { flags: new Map(Object.entries(flags)), typed: new Map<string, string>() };
      return await readConfig(given, { CLAWBRIDGE_HOME: folder, ...env });
    },
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}
