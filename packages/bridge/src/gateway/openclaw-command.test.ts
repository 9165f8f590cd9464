import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOpenClawCommand } from './openclaw-command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clawbridge-openclaw-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is made of what `openclaw channels status --json` prints. */
async function statusOf(printed: unknown) {
  const program = join(folder, 'openclaw');
  writeFileSync(program, `#!/usr/bin/env node\nconsole.log(${JSON.stringify(JSON.stringify(printed))});\n`);
  chmodSync(program, 0o755);
  const environment = { PATH: [folder, dirname(process.execPath)].join(delimiter), HOME: folder };
  return await createOpenClawCommand({ environment, platform: 'linux', account: 'default' }).status();
}

describe.skipIf(process.platform === 'win32')('the status of the channel, as OpenClaw prints it', () => {
  it('is installed also where no gateway runs', async () => {
    const printed = { gatewayReachable: false, configuredChannels: ['telegram', 'clawbridge'] };
    expect(await statusOf(printed)).toEqual({ isInstalled: true, isGatewayRunning: false, accounts: [] });
  });

  it('is not there where OpenClaw knows other channels only', async () => {
    expect(await statusOf({ gatewayReachable: false, configuredChannels: ['telegram'] })).toEqual({
      isInstalled: false,
      isGatewayRunning: false,
      accounts: [],
    });
  });

  it('has the accounts a gateway runs', async () => {
    const account = {
      accountId: 'default',
      running: true,
      connected: true,
      baseUrl: 'ws://127.0.0.1:3000/openclaw',
    };
    expect(await statusOf({ channelAccounts: { clawbridge: [account] } })).toEqual({
      isInstalled: true,
      isGatewayRunning: true,
      accounts: [
        { account: 'default', isRunning: true, isConnected: true, url: 'ws://127.0.0.1:3000/openclaw' },
      ],
    });
  });
});
