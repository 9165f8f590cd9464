import { channelPlan, type ChannelWish, type ConfigChange, type HostConfig } from '../domain/channel-plan.ts';
import { Failure } from '../domain/failure.ts';
import type { ChannelHost } from '../domain/port/channel-host.ts';
import type { CreatedLinkToken } from './create-link-token.ts';

export interface InstallChannelDeps {
  readonly host: ChannelHost;
  readonly createLinkToken: (name: string) => Promise<CreatedLinkToken>;
  /** Hears of each step as it begins. */
  readonly tell: (step: 'plugin' | 'settings') => void;
}

export interface InstallChannelRequest extends Omit<ChannelWish, 'token'> {
  /** The packed plugin. */
  readonly archive: string;
}

/** Resolves with what was changed, in the order it was. Errors: `config_invalid`, `store_unavailable`. */
export type InstallChannel = (request: InstallChannelRequest) => Promise<readonly ConfigChange[]>;

/** The plugin first: OpenClaw calls a configuration invalid that speaks of a channel it does not know. */
export function createInstallChannel({ host, createLinkToken, tell }: InstallChannelDeps): InstallChannel {
  return async function installChannel({ archive, ...wish }) {
    const config = host.readConfig();
    refuseUnusable(config);
    tell('plugin');
    await host.installPlugin(archive);
    const token = await createLinkToken(wish.account);
    const changes = channelPlan({ ...wish, token: token.secret }, config);
    tell('settings');
    try {
      await host.change(changes);
    } catch (thrown) {
      await token.takeBack();
      throw thrown;
    }
    await token.replaceOthers();
    return changes;
  };
}

/** Errors: `config_invalid` where nothing can come of it. */
export function refuseUnusable({ isRemote, allowsPlugins }: HostConfig): void {
  if (isRemote)
    throw new Failure('config_invalid', 'The OpenClaw here only leads to a gateway on another machine.', {
      hint: 'The channel runs inside the gateway: `clawbridge channel install --print` says what to run over there.',
    });
  if (!allowsPlugins)
    throw new Failure('config_invalid', 'Plugins are switched off in OpenClaw.', {
      hint: 'A channel is a plugin: run `openclaw config set plugins.enabled true`, then this again.',
    });
}
