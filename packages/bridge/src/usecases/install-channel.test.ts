import { describe, expect, it } from 'vitest';
import { createCreateLinkToken } from './create-link-token.ts';
import { createInstallChannel } from './install-channel.ts';
import type { HostConfig } from '../domain/channel-plan.ts';
import { Failure } from '../domain/failure.ts';
import { createTokenShelf } from '../domain/port/access-token-store.fixture.ts';
import type { ChannelHost } from '../domain/port/channel-host.ts';
import { revokeLinkTokens } from './revoke-link-tokens.ts';

const found: HostConfig = {
  isRemote: false,
  allowsPlugins: true,
  allowFrom: [],
  hasExecPolicy: true,
  hasApprovals: true,
  hasCommandOwner: true,
};
const request = {
  account: 'default',
  url: 'ws://127.0.0.1:3000/openclaw',
  archive: '/a.tgz',
  policy: undefined,
};

function desk(over: Partial<ChannelHost> = {}, config: HostConfig = found) {
  const steps: string[] = [];
  const host: ChannelHost = {
    describe: () => '',
    readConfig: () => config,
    installPlugin: async () => void steps.push('plugin'),
    uninstallPlugin: async () => void steps.push('no plugin'),
    change: async () => void steps.push('config'),
    unset: async () => void steps.push('unset'),
    status: async () => ({ isInstalled: false, isGatewayRunning: false, accounts: [] }),
    ...over,
  };
  const store = createTokenShelf();
  let made = 0;
  const createLinkToken = createCreateLinkToken({
    store,
    clock: { now: () => 1000 },
    newId: () => `tok_${++made}`,
    newSecret: () => `secret ${made}`,
    hash: (secret) => `hash of ${secret}`,
  });
  const active = async () =>
    (await store.list()).filter(({ revokedAt }) => revokedAt === undefined).toReversed();
  return {
    install: createInstallChannel({
      host,
      createLinkToken,
      tell: (step) => void steps.push(`begin ${step}`),
    }),
    steps,
    store,
    active,
  };
}

describe('installing the channel', () => {
  it('brings the plugin before its settings, and a token that is good for nothing else', async () => {
    const { install, steps, active } = desk();
    await install(request);
    expect(steps).toEqual(['begin plugin', 'plugin', 'begin settings', 'config']);
    expect(await active()).toMatchObject([{ principal: 'link:default', scopes: [] }]);
  });

  it('replaces the token of before, once the new one is in use', async () => {
    const { install, active } = desk();
    await install(request);
    await install({ ...request, account: 'work' });
    await install(request);
    expect((await active()).map(({ id }) => id)).toEqual(['tok_2', 'tok_3']);
  });

  it('leaves the token of before alone when OpenClaw does not take the settings', async () => {
    const failure = new Failure('config_invalid', 'no');
    const good = desk();
    await good.install(request);
    const bad = createInstallChannel({
      tell() {},
      host: { ...hostThatRefuses(failure) },
      createLinkToken: createCreateLinkToken({
        store: good.store,
        clock: { now: () => 2000 },
        newId: () => 'tok_new',
        newSecret: () => 'new',
        hash: (secret) => secret,
      }),
    });
    await expect(bad(request)).rejects.toBe(failure);
    expect((await good.active()).map(({ id }) => id)).toEqual(['tok_1']);
  });

  it.each([
    [{ isRemote: true }, '--print'],
    [{ allowsPlugins: false }, 'plugins.enabled'],
  ])('refuses what can come to nothing: %o', async (over, hint) => {
    const { install, steps, active } = desk({}, { ...found, ...over });
    await expect(install(request)).rejects.toMatchObject({ hint: expect.stringContaining(hint) as string });
    expect([steps, await active()]).toEqual([[], []]);
  });

  it('can be undone: no token of the link lets anybody in', async () => {
    const { install, store, active } = desk();
    await install(request);
    expect(await revokeLinkTokens(store, 'default', 3000)).toBe(1);
    expect(await active()).toEqual([]);
  });
});

function hostThatRefuses(failure: Failure): ChannelHost {
  const nothing = async () => undefined;
  return {
    describe: () => '',
    readConfig: () => found,
    installPlugin: nothing,
    uninstallPlugin: nothing,
    unset: nothing,
    status: async () => ({ isInstalled: false, isGatewayRunning: false, accounts: [] }),
    change: async () => {
      throw failure;
    },
  };
}
