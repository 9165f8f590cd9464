import { expect, it } from 'vitest';
import { channelReport } from './channel-report.ts';

const host = { accounts: [], isInstalled: true, isGatewayRunning: false };

it('tells a channel that is installed from one that is not, while no gateway runs', () => {
  expect(channelReport({ host, links: [] })).toEqual([
    'installed; the gateway is not running: `openclaw gateway run`',
  ]);
  expect(channelReport({ host: { ...host, isInstalled: false }, links: [] })[0]).toContain('channel install');
  expect(channelReport({ host: { ...host, isGatewayRunning: true }, links: [] })[0]).toContain('restart');
});

it('says of each account what keeps it from being connected', () => {
  const account = { account: 'default', isRunning: true, isConnected: false, lastError: 'refused' };
  expect(channelReport({ host: { ...host, accounts: [account] }, links: [] })).toEqual([
    'default: not connected (refused)',
  ]);
});

it('tells what the relay knows where there is no OpenClaw to ask', () => {
  const unheard = { trouble: 'There is no `openclaw` on the PATH here.' };
  const links = [{ name: 'default', isConnected: true, since: 0 }];
  expect(channelReport({ host: unheard, links })).toEqual([
    'default: connected since 1970-01-01T00:00:00.000Z, says the relay',
    'No more is known: There is no `openclaw` on the PATH here.',
  ]);
  expect(channelReport({ host: unheard, links: [] })[0]).toContain('No OpenClaw was ever connected');
});
