import { describe, expect, it } from 'vitest';
import { launchCommand } from './launch-command.ts';

const installed = { node: '/usr/bin/node', script: '/usr/lib/clawbridge.cjs', platform: 'linux' };
const own = { isShared: false };

describe('the command that starts clawbridge from a client', () => {
  it('is this Node with this script: a program with windows does not know the PATH of a terminal', () => {
    expect(launchCommand(installed, own)).toEqual({
      command: '/usr/bin/node',
      args: ['/usr/lib/clawbridge.cjs'],
    });
  });

  it.each([
    ['linux', '/home/me/.npm/_npx/1f/node_modules/.bin/clawbridge', ['npx', '-y', 'clawbridge']],
    [
      'win32',
      'C:\\npm-cache\\_npx\\1f\\node_modules\\clawbridge.cjs',
      ['cmd', '/c', 'npx', '-y', 'clawbridge'],
    ],
  ])('is npx where npx brought it, on %s', (platform, script, expected) => {
    const { command, args } = launchCommand({ ...installed, script, platform }, own);
    expect([command, ...args]).toEqual(expected);
  });

  it('is a word in a file that others share: their paths are others', () => {
    expect(launchCommand(installed, { isShared: true })).toEqual({ command: 'clawbridge', args: [] });
  });
});
