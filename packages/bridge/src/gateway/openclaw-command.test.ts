import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createOpenClawCommand } from './openclaw-command.ts';

/** A machine whose `openclaw` does what this script says. */
function machineWith(script?: string) {
  const home = mkdtempSync(join(tmpdir(), 'clawbridge-command-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  if (script !== undefined) writeFileSync(join(home, 'openclaw'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const environment = { PATH: home, HOME: home };
  return createOpenClawCommand({ environment, platform: 'linux', account: 'default' });
}

describe.skipIf(process.platform === 'win32')('the OpenClaw of this machine', () => {
  it('may not be there', async () => {
    await expect(machineWith().installPlugin('/channel.tgz')).rejects.toMatchObject({
      code: 'config_invalid',
      hint: expect.stringContaining('--print') as string,
    });
  });

  it('tells of each account', async () => {
    const accounts = [{ accountId: 'default', running: true, connected: false, lastError: 'away' }];
    const told = JSON.stringify({ gatewayReachable: true, channelAccounts: { clawbridge: accounts } });
    const host = machineWith(`echo 'a warning'; echo '${told}'`);
    expect(await host.status()).toEqual({
      isInstalled: true,
      isGatewayRunning: true,
      accounts: [{ account: 'default', isRunning: true, isConnected: false, lastError: 'away' }],
    });
  });

  it.each([
    { configuredChannels: ['telegram', 'clawbridge'], isInstalled: true },
    { configuredChannels: ['telegram'], isInstalled: false },
  ])('tells by its settings while no gateway runs: $configuredChannels', async ({ isInstalled, ...told }) => {
    const printed = JSON.stringify({ gatewayReachable: false, ...told });
    expect(await machineWith(`echo '${printed}'`).status()).toEqual({
      isInstalled,
      isGatewayRunning: false,
      accounts: [],
    });
  });

  it('has nothing to take out twice', async () => {
    const gone = machineWith(`echo 'Config path not found: channels.clawbridge.' >&2; exit 1`);
    await gone.unset('channels.clawbridge');
    const never = machineWith(`echo 'Plugin "clawbridge" is not associated with an install.' >&2; exit 1`);
    await never.uninstallPlugin();
    const broken = machineWith(`echo 'Config invalid' >&2; exit 1`);
    await expect(broken.unset('channels.clawbridge')).rejects.toMatchObject({ code: 'config_invalid' });
  });
});
