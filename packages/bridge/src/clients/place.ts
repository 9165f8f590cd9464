import { posix, win32 } from 'node:path';

/** The machine and the person whose clients are meant. */
export interface Place {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the person. */
  readonly home: string;
  /** The project whose own settings are meant; those of the person without it. */
  readonly project?: string | undefined;
}

/** A path as the place's system writes it. */
export function pathIn({ platform }: Pick<Place, 'platform'>, ...parts: readonly string[]): string {
  return (platform === 'win32' ? win32 : posix).join(...parts);
}

/** Where programs with windows keep what a person has set. */
export function settingsFolder(place: Place): string {
  const { platform, environment, home } = place;
  if (platform === 'darwin') return pathIn(place, home, 'Library', 'Application Support');
  if (platform === 'win32') return environment['APPDATA'] || pathIn(place, home, 'AppData', 'Roaming');
  return environment['XDG_CONFIG_HOME'] || pathIn(place, home, '.config');
}
