import { describe, expect, it } from 'vitest';
import { channelPlan, type HostConfig } from './channel-plan.ts';

const fresh: HostConfig = {
  isRemote: false,
  allowsPlugins: true,
  allowFrom: [],
  hasExecPolicy: false,
  hasApprovals: false,
  hasCommandOwner: false,
};
const wish = { account: 'default', url: 'ws://127.0.0.1:3000/openclaw', token: 'cbt_x' };

function planned(over: Partial<HostConfig>, more: object = {}): Record<string, unknown> {
  const plan = channelPlan({ ...wish, ...more }, { ...fresh, ...over });
  return Object.fromEntries(plan.map(({ path, value }) => [path, value]));
}

describe('what is set in OpenClaw', () => {
  it('is the channel, with the owner let in, and what keeps it safe', () => {
    expect(planned({})).toEqual({
      'plugins.entries.clawbridge.enabled': true,
      'channels.clawbridge.enabled': true,
      'channels.clawbridge.url': wish.url,
      'channels.clawbridge.token': 'cbt_x',
      'channels.clawbridge.dmPolicy': 'pairing',
      'channels.clawbridge.allowFrom': ['owner'],
      'tools.exec.mode': 'ask',
      'approvals.exec': { enabled: true, mode: 'session' },
      'commands.ownerAllowFrom': ['clawbridge:owner'],
    });
  });

  it('leaves alone what the owner has decided', () => {
    const decided = { hasExecPolicy: true, hasApprovals: true, hasCommandOwner: true, policy: 'allowlist' };
    const plan = planned({ ...decided, allowFrom: ['bob'] });
    const elsewhere = Object.keys(plan).filter((path) => !path.startsWith('channels.clawbridge.'));
    expect(elsewhere).toEqual(['plugins.entries.clawbridge.enabled']);
    expect(plan).toMatchObject({
      'channels.clawbridge.dmPolicy': 'allowlist',
      'channels.clawbridge.allowFrom': ['owner', 'bob'],
    });
  });

  it('lets everybody in when that is wanted, and no longer when it is not', () => {
    expect(planned({}, { policy: 'open' })['channels.clawbridge.allowFrom']).toEqual(['owner', '*']);
    const closed = planned({ policy: 'open', allowFrom: ['*', 'bob'] }, { policy: 'pairing' });
    expect(closed['channels.clawbridge.allowFrom']).toEqual(['owner', 'bob']);
  });

  it('stands with the account, and on the list of plugins that may run', () => {
    const plan = planned({ pluginAllowList: ['slack'] }, { account: 'work' });
    expect(plan).toMatchObject({
      'plugins.allow': ['slack', 'clawbridge'],
      'channels.clawbridge.accounts.work.url': wish.url,
    });
    expect(planned({ pluginAllowList: ['clawbridge'] })).not.toHaveProperty(['plugins.allow']);
  });
});
