import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../packages/bridge/src/cli/exit-code.ts';
import { root } from './dockerfile.ts';

const lines = readFileSync(new URL('deploy/clawbridge.service', root), 'utf8').split('\n');
const guide = readFileSync(new URL('docs/deploy.md', root), 'utf8');

/** No systemd starts it here: what can be known from the text of the unit is. */
describe('deploy/clawbridge.service', () => {
  it('starts clawbridge again after a crash, and not after a wrong setting', () => {
    expect(lines).toContain('Restart=on-failure');
    expect(lines).toContain(`RestartPreventExitStatus=${exitCodeOf('config_invalid')}`);
  });

  it('lets it change its own folder and nothing else, and gain no rights', () => {
    for (const line of [
      'User=clawbridge',
      'StateDirectoryMode=0700',
      'UMask=0077',
      'ProtectSystem=strict',
      'ProtectHome=yes',
      'NoNewPrivileges=yes',
      'CapabilityBoundingSet=',
    ])
      expect(lines).toContain(line);
  });

  it('lets Node compile', () => {
    expect(lines.filter((line) => line.startsWith('MemoryDenyWriteExecute'))).toEqual([]);
  });

  it('has the home that the guide names for every other command', () => {
    const [, home = ''] = /CLAWBRIDGE_HOME=(\S+)/.exec(lines.join('\n')) ?? [];
    const commands = guide.split('\n').filter((line) => line.startsWith('sudo -u clawbridge '));
    expect(commands.length).toBeGreaterThan(2);
    for (const command of commands) expect(command).toContain(`--home ${home}`);
  });

  it('holds no secret', () => {
    expect(lines.filter((line) => /^[^#]*(TOKEN|PASSWORD|SECRET)=/.test(line))).toEqual([]);
  });
});
