import type { LocalEntry } from './client-entry.ts';

/** How this process itself was started. */
export interface Launch {
  /** Absolute path of Node. */
  readonly node: string;
  /** Absolute path of the script of `clawbridge`. */
  readonly script: string;
  readonly platform: string;
}

/**
 * What starts clawbridge from a client. In a file that others share a word has to do. In one's own it is this very Node and
 * script, because programs with windows do not know the PATH of a terminal; unless `npx` brought the script, whose folder
 * may be gone tomorrow.
 */
export function launchCommand(
  { node, script, platform }: Launch,
  { isShared }: { readonly isShared: boolean },
): Pick<LocalEntry, 'command' | 'args'> {
  if (isShared) return { command: 'clawbridge', args: [] };
  if (!isBorrowed(script)) return { command: node, args: [script] };
  // On Windows npx is a script, which only a shell can start.
  return platform === 'win32'
    ? { command: 'cmd', args: ['/c', 'npx', '-y', 'clawbridge'] }
    : { command: 'npx', args: ['-y', 'clawbridge'] };
}

/** True for a script that `npx` brought for this once. */
export function isBorrowed(script: string): boolean {
  return /[\\/]_npx[\\/]/.test(script);
}
